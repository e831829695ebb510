// Pictures and documents to upload, made by a few rules: nobody's face, nobody's paper.
import { deflateSync } from "node:zlib";

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc >>> 0;
});
const crcOf = (bytes) => (bytes.reduce((crc, byte) => CRC[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

function chunk(type, content) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  crc.writeUInt32BE(crcOf(named));
  return Buffer.concat([length, named, crc]);
}

function header(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return chunk("IHDR", head);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const within = (x, y, [cx, cy], [rx, ry]) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;

/** Head and shoulders in flat colours, a little off the middle, as a PNG of this size. */
export function portraitPng(width, height) {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = [column / width, row / height];
      const colour = within(x, y, [0.45, 0.42], [0.17, 0.19])
        ? [222, 180, 150]
        : within(x, y, [0.45, 0.37], [0.2, 0.2])
          ? [40, 32, 30]
          : within(x, y, [0.45, 1.0], [0.4, 0.34])
            ? [250, 250, 250]
            : [214, 228, 240];
      rows.set(colour, row * (1 + width * 3) + 1 + column * 3);
    }
  }
  return Buffer.concat([SIGNATURE, header(width, height), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

/** A picture that claims to be larger than any memory, in some dozen bytes. */
export const bombPng = () =>
  Buffer.concat([SIGNATURE, header(65_000, 65_000), chunk("IDAT", deflateSync(Buffer.alloc(64))), chunk("IEND", Buffer.alloc(0))]);

/** The smallest PDF that says of itself that it is one. */
export const paperPdf = () => Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", "latin1");

/** What Playwright's setInputFiles takes. */
export const file = (name, mimeType, buffer) => ({ name, mimeType, buffer });
