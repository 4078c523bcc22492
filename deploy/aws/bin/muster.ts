// cdk deploy muster-registry, push an image, then cdk deploy muster: see ../README.md for what is asked here.
import { App } from "aws-cdk-lib";
import { Muster } from "../lib/muster";
import { Registry } from "../lib/registry";

const app = new App();
const said = (name: string, otherwise?: string): string => {
  const value = app.node.tryGetContext(name) ?? otherwise;
  if (!value) throw new Error(`say --context ${name}=…`);
  return value;
};
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
const { repository } = new Registry(app, "muster-registry", { env });
new Muster(app, "muster", {
  env,
  repository,
  imageTag: said("imageTag", "0.1.0"),
  hostName: said("hostName", "muster.example.org"),
  certificateArn: said("certificateArn", "arn:aws:acm:eu-central-1:111111111111:certificate/example"),
  ingestKeySecret: app.node.tryGetContext("ingestKeySecret"),
});
