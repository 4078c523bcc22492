import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Muster } from "../lib/muster";
import { Registry } from "../lib/registry";

function template(ingestKeySecret?: string): Template {
  const app = new App();
  const env = { account: "111111111111", region: "eu-central-1" };
  const { repository } = new Registry(app, "registry", { env });
  return Template.fromStack(new Muster(app, "muster", {
    env, repository, imageTag: "1", hostName: "muster.test", certificateArn: "arn:aws:acm:eu-central-1:111111111111:certificate/1", ingestKeySecret,
  }));
}

const plain = template();
const loading = template("muster/ingest-key");

test("the bucket is versioned, encrypted, closed and asked by TLS alone", () => {
  plain.resourceCountIs("AWS::S3::Bucket", 1);
  plain.hasResource("AWS::S3::Bucket", {
    DeletionPolicy: "Retain",
    Properties: {
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    },
  });
  plain.hasResourceProperties("AWS::S3::BucketPolicy", {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } })]) },
  });
});

test("no Lambda", () => {
  plain.resourceCountIs("AWS::Lambda::Function", 0);
  loading.resourceCountIs("AWS::Lambda::Function", 0);
});

test("the database is encrypted, kept, and reached by the service alone", () => {
  plain.hasResource("AWS::RDS::DBCluster", {
    DeletionPolicy: "Retain",
    Properties: { StorageEncrypted: true, DeletionProtection: true, ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 } },
  });
  const rules = Object.values(plain.findResources("AWS::EC2::SecurityGroupIngress"));
  const toDatabase = rules.filter((r) => JSON.stringify(r.Properties.GroupId).includes("Database"));
  assert.equal(toDatabase.length, 1);
  assert.match(JSON.stringify(toDatabase[0].Properties.SourceSecurityGroupId), /Service/);
});

test("the container is no root, cannot write to its image, and has secrets only by reference", () => {
  plain.hasResourceProperties("AWS::ECS::TaskDefinition", {
    ContainerDefinitions: [Match.objectLike({
      User: "10001:10001",
      ReadonlyRootFilesystem: true,
      Secrets: ["MUSTER_ADMIN_KEY", "MUSTER_DATABASE_USER", "MUSTER_DATABASE_PASSWORD"].map((Name) => Match.objectLike({ Name })),
    })],
  });
  const [task] = Object.values(plain.findResources("AWS::ECS::TaskDefinition"));
  const names = task.Properties.ContainerDefinitions[0].Environment.map((e: { Name: string }) => e.Name);
  assert.ok(!names.some((name: string) => /PASSWORD|KEY|SECRET/.test(name)), names.join());
});

test("the task's role reaches its two prefixes of the bucket and nothing else", () => {
  const policies = Object.entries(plain.findResources("AWS::IAM::Policy")).filter(([id]) => id.startsWith("TaskTaskRole"));
  assert.equal(policies.length, 1);
  for (const statement of policies[0][1].Properties.PolicyDocument.Statement) {
    assert.ok([statement.Action].flat().every((action: string) => action.startsWith("s3:") && !action.includes("*")), JSON.stringify(statement));
    assert.match(JSON.stringify(statement.Resource), /Storage.*Arn/);
  }
});

test("the balancer speaks TLS and asks for readiness", () => {
  plain.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", { Port: 443, Protocol: "HTTPS", SslPolicy: Match.stringLikeRegexp("TLS13") });
  plain.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
    Port: 80, DefaultActions: [Match.objectLike({ Type: "redirect" })],
  });
  plain.hasResourceProperties("AWS::ElasticLoadBalancingV2::TargetGroup", { HealthCheckPath: "/health/readiness" });
});

test("objects that arrive are loaded through the API, once there is a key for it", () => {
  plain.resourceCountIs("AWS::Events::Rule", 0);
  loading.resourceCountIs("AWS::Events::Rule", 7);
  loading.hasResourceProperties("AWS::Events::ApiDestination", { HttpMethod: "POST", InvocationEndpoint: "https://muster.test/api/v1/runs" });
  loading.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: Match.objectLike({ detail: Match.objectLike({ object: { key: [{ prefix: "incoming/jobs/" }] } }) }),
    Targets: [Match.objectLike({
      DeadLetterConfig: Match.anyValue(),
      HttpParameters: { HeaderParameters: { "Idempotency-Key": "$.id", Prefer: "respond-async" } },
    })],
  });
});

test("alarms are told to somebody", () => {
  for (const alarm of Object.values(loading.findResources("AWS::CloudWatch::Alarm"))) {
    assert.equal(alarm.Properties.AlarmActions.length, 1);
  }
});
