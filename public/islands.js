// Starts the islands of a page: <leptos-island data-component="…"> elements, each a function of the module.
import init, * as islands from "/pkg/portal.js";

await init({ module_or_path: "/pkg/portal_bg.wasm" });
islands.hydrate();
for (const element of document.querySelectorAll("leptos-island")) {
  islands[element.dataset.component]?.(element);
}
