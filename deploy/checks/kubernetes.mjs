// What `kubectl kustomize` makes, from standard input: each resource against the schema of its kind, and what one says of another.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseAllDocuments } from "yaml";

const require = createRequire(import.meta.url);
const resources = parseAllDocuments(readFileSync(0, "utf8")).map((document) => document.toJS());
const faults = [];
const fault = (resource, text) => faults.push(`${resource.kind} ${resource.metadata.name}: ${text}`);

for (const resource of resources) {
  try {
    const models = require(`kubernetes-models/${resource.apiVersion.includes(".") || resource.apiVersion.includes("/") ? resource.apiVersion : "v1"}`);
    new models[resource.kind](resource).validate();
  } catch (e) {
    fault(resource, e.message);
  }
}

const named = (kind, name) => resources.some((r) => r.kind === kind && r.metadata.name === name);
const workloads = resources.filter((r) => r.spec?.template);
const matches = (selector, labels) => Object.entries(selector).every(([key, value]) => labels[key] === value);
const selectors = {
  Deployment: (r) => r.spec.selector.matchLabels,
  Service: (r) => r.spec.selector,
  PodDisruptionBudget: (r) => r.spec.selector.matchLabels,
  NetworkPolicy: (r) => r.spec.podSelector.matchLabels,
};
for (const resource of resources) {
  const selector = selectors[resource.kind]?.(resource);
  if (selector) {
    const selected = workloads.filter((w) => matches(selector, w.spec.template.metadata.labels)).map((w) => w.kind);
    const expected = resource.kind === "NetworkPolicy" ? ["Deployment", "Job"] : ["Deployment"];
    if (selected.sort().join() !== expected.join()) fault(resource, `selects ${selected.join() || "nothing"}`);
  }
  if (resource.kind === "Secret") fault(resource, "a secret in the tree");
  if (resource.kind === "HorizontalPodAutoscaler" && !named(resource.spec.scaleTargetRef.kind, resource.spec.scaleTargetRef.name)) {
    fault(resource, "scales what is not there");
  }
}
for (const workload of workloads) {
  const pod = workload.spec.template.spec;
  if (!named("ServiceAccount", pod.serviceAccountName)) fault(workload, `no service account ${pod.serviceAccountName}`);
  if (!pod.securityContext?.runAsNonRoot || pod.securityContext.seccompProfile?.type !== "RuntimeDefault") fault(workload, "may be root, or has no seccomp profile");
  const volumes = new Set(pod.volumes.map((v) => v.name));
  for (const container of pod.containers) {
    const rights = container.securityContext ?? {};
    if (!rights.readOnlyRootFilesystem || rights.allowPrivilegeEscalation !== false || rights.capabilities?.drop?.join() !== "ALL") {
      fault(workload, `${container.name} may do more than it needs`);
    }
    if (!container.resources?.limits?.memory || !container.resources?.requests?.cpu) fault(workload, `${container.name} has no bounds`);
    if (!/:[0-9]/.test(container.image) && process.argv[2] !== "base") fault(workload, `the image ${container.image} has no version`);
    container.volumeMounts.filter((m) => !volumes.has(m.name)).forEach((m) => fault(workload, `no volume ${m.name}`));
    for (const { configMapRef } of container.envFrom) {
      if (configMapRef && !named("ConfigMap", configMapRef.name)) fault(workload, `no ConfigMap ${configMapRef.name}`);
    }
    const ports = new Set((container.ports ?? []).map((p) => p.name));
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      if (workload.kind === "Deployment" && !ports.has(container[probe]?.httpGet?.port)) fault(workload, `${probe} asks a port that is not there`);
    }
  }
}
faults.forEach((each) => console.error(`${process.argv[2]}: ${each}`));
console.log(`kubernetes ${process.argv[2]}: ${resources.length} resources`);
process.exit(faults.length > 0 ? 1 : 0);
