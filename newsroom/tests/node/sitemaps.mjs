// The parser of the package sitemap, at its strictest: also the news and the pictures of an entry.
// Gets {path: xml}, answers {path: [sentence, …]}.
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { ErrorLevel, validateSMIOptions, XMLToSitemapItemStream } from "sitemap";

const level = ErrorLevel.THROW;
const answer = {};
for (const [path, xml] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  answer[path] = [];
  try {
    const entries = Readable.from([xml]).pipe(new XMLToSitemapItemStream({ level, logger: false }));
    for await (const entry of entries) validateSMIOptions(entry, level);
  } catch (reason) {
    answer[path].push(String(reason));
  }
}
console.log(JSON.stringify(answer));
