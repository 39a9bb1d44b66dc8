// The parser of the package sitemap, at its strictest: also the news and the pictures of an entry.
// Gets {path: xml}, answers {path: [sentence, …]}.
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { ErrorLevel, parseSitemap } from "sitemap";

const answer = {};
for (const [path, xml] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  answer[path] = [];
  try {
    await parseSitemap(Readable.from([xml]), { level: ErrorLevel.THROW });
  } catch (reason) {
    answer[path].push(String(reason));
  }
}
console.log(JSON.stringify(answer));
