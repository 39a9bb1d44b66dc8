// Readability, the reader view of Firefox. Gets {path: html}, answers {path: {title, byline, date, text}}.
import { readFileSync } from "node:fs";
import { Readability } from "@mozilla/readability";
import { JSDOM } from "jsdom";

const { host, pages } = JSON.parse(readFileSync(0, "utf8"));
const answer = {};
for (const [path, html] of Object.entries(pages)) {
  const { document } = new JSDOM(html, { url: host + path }).window;
  const read = new Readability(document).parse();
  answer[path] = { title: read?.title, author: read?.byline, date: read?.publishedTime, text: read?.textContent ?? "" };
}
console.log(JSON.stringify(answer));
