// The home page: opens in any window, with and without scripts, in both languages.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { axe, browser, closeBrowser, fitsItsWidth, keepsItsWeight, screenshot } from "./harness.mjs";

after(closeBrowser);

for (const [width, javaScript] of [[1280, true], [360, true], [1280, false], [360, false]]) {
  const way = `${width} px, ${javaScript ? "with" : "without"} scripts`;
  test(`the home page opens and changes its language: ${way}`, async () => {
    const session = await browser({ width, javaScript });
    const { page } = session;
    const answer = await page.goto("/");
    assert.equal(answer.status(), 200);
    assert.equal(await page.getAttribute("html", "lang"), "vi");
    assert.equal(await page.locator("h1").count(), 1);
    await fitsItsWidth(page);
    await screenshot(page, `home-${width}${javaScript ? "" : "-no-scripts"}`);
    if (javaScript) {
      await axe(page);
      await keepsItsWeight(page);
    }

    await page.getByRole("button", { name: "English" }).click();
    await page.waitForSelector("html[lang=en]");
    assert.equal(new URL(page.url()).pathname, "/");
    await page.getByRole("button", { name: "Tiếng Việt" }).click();
    await page.waitForSelector("html[lang=vi]");
    await session.close();
  });
}
