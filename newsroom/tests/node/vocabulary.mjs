// Adobe's validator of structured data with the vocabulary of schema.org.
// Gets {vocabulary, pages: {path: [thing, …]}}, answers {path: [sentence, …]}.
import { readFileSync } from "node:fs";
import Validator from "@adobe/structured-data-validator";

const { vocabulary, pages } = JSON.parse(readFileSync(0, "utf8"));
const validator = new Validator(vocabulary);
const answer = {};

for (const [path, things] of Object.entries(pages)) {
  const byType = {};
  for (const thing of things) (byType[thing["@type"]] ??= []).push(thing);
  const issues = await validator.validate({ jsonld: byType, microdata: {}, rdfa: {} });
  answer[path] = issues.map(({ severity, issueMessage, path: where }) =>
    `${severity} at ${where.map((step) => step.property ?? step.type).join(".")}: ${issueMessage}`);
}
console.log(JSON.stringify(answer));
