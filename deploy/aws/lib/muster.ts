import { CfnOutput, Duration, RemovalPolicy, SecretValue, Stack, type StackProps } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { GatewayVpcEndpointAwsService, Peer, Port, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import type { IRepository } from "aws-cdk-lib/aws-ecr";
import {
  Cluster, ContainerImage, CpuArchitecture, FargateService, FargateTaskDefinition, LogDrivers, OperatingSystemFamily, Secret as Hidden,
} from "aws-cdk-lib/aws-ecs";
import { ApplicationLoadBalancer, ApplicationProtocol, HttpCodeTarget, ListenerAction, SslPolicy } from "aws-cdk-lib/aws-elasticloadbalancingv2";
import { ApiDestination, Authorization, Connection, EventField, HttpMethod, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { ApiDestination as ToApi } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine } from "aws-cdk-lib/aws-rds";
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export interface MusterProps extends StackProps {
  repository: IRepository;
  imageTag: string;
  /** The name under which the service is called, for which the certificate is. */
  hostName: string;
  certificateArn: string;
  /** The name of a secret that holds a key of Muster with the role `operator`: objects that arrive are loaded with it. */
  ingestKeySecret?: string;
}

/** What is loaded out of `incoming/<dataset>/`. */
const DATASETS = ["departments", "jobs", "hired_employees", "users", "posts", "comments", "transactions"];
const PORT = 8080;

export class Muster extends Stack {
  constructor(scope: Construct, id: string, props: MusterProps) {
    super(scope, id, props);

    const vpc = new Vpc(this, "Network", {
      maxAzs: 2,
      natGateways: 1,
      subnetConfiguration: [
        { name: "public", subnetType: SubnetType.PUBLIC },
        { name: "service", subnetType: SubnetType.PRIVATE_WITH_EGRESS },
        { name: "database", subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
      gatewayEndpoints: { s3: { service: GatewayVpcEndpointAwsService.S3 } },
    });

    const bucket = new Bucket(this, "Storage", {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      // Nothing below storage/raw/ ends: replay, lineage and proofs read it.
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(2) }],
    });
    // By its property, because CDK's own switch adds a Lambda to turn it on.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };

    const database = new DatabaseCluster(this, "Database", {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.of("17.5", "17") }),
      credentials: Credentials.fromGeneratedSecret("muster"),
      defaultDatabaseName: "muster",
      writer: ClusterInstance.serverlessV2("writer"),
      readers: [ClusterInstance.serverlessV2("reader", { scaleWithWriter: true })],
      serverlessV2MinCapacity: 0.5,
      serverlessV2MaxCapacity: 8,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      storageEncrypted: true,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      backup: { retention: Duration.days(14) },
    });
    const adminKey = new Secret(this, "AdminKey", {
      description: "The first key of Muster, with the role admin",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });

    const logs = new LogGroup(this, "Logs", { retention: RetentionDays.THREE_MONTHS });
    const task = new FargateTaskDefinition(this, "Task", {
      cpu: 1024,
      memoryLimitMiB: 2048,
      ephemeralStorageGiB: 40,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.X86_64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    const container = task.addContainer("muster", {
      image: ContainerImage.fromEcrRepository(props.repository, props.imageTag),
      command: ["serve"],
      user: "10001:10001",
      readonlyRootFilesystem: true,
      portMappings: [{ containerPort: PORT }],
      stopTimeout: Duration.seconds(60),
      healthCheck: { command: ["CMD", "/opt/muster/healthcheck"], interval: Duration.seconds(10), retries: 6, startPeriod: Duration.minutes(2) },
      logging: LogDrivers.awsLogs({ streamPrefix: "muster", logGroup: logs }),
      environment: {
        AWS_REGION: this.region,
        MUSTER_ALLOWED_HOSTS: props.hostName,
        MUSTER_DATABASE_URL: `jdbc:postgresql://${database.clusterEndpoint.socketAddress}/muster?sslmode=require`,
        MUSTER_STORAGE_URL: `s3://${bucket.bucketName}/storage`,
        MUSTER_S3_SOURCES: `s3://${bucket.bucketName}/incoming`,
      },
      secrets: {
        MUSTER_ADMIN_KEY: Hidden.fromSecretsManager(adminKey),
        MUSTER_DATABASE_USER: Hidden.fromSecretsManager(database.secret!, "username"),
        MUSTER_DATABASE_PASSWORD: Hidden.fromSecretsManager(database.secret!, "password"),
      },
    });
    for (const [name, containerPath] of [["data", "/var/lib/muster"], ["tmp", "/tmp"]] as const) {
      task.addVolume({ name });
      container.addMountPoints({ sourceVolume: name, containerPath, readOnly: false });
    }
    // What docs/s3.md names, and no more.
    task.addToTaskRolePolicy(new PolicyStatement({
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      resources: [bucket.arnForObjects("storage/*")],
    }));
    task.addToTaskRolePolicy(new PolicyStatement({ actions: ["s3:GetObject"], resources: [bucket.arnForObjects("incoming/*")] }));
    task.addToTaskRolePolicy(new PolicyStatement({
      actions: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resources: [bucket.bucketArn],
    }));

    const service = new FargateService(this, "Service", {
      cluster: new Cluster(this, "Cluster", { vpc }),
      taskDefinition: task,
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      // Migrations may take a while.
      healthCheckGracePeriod: Duration.minutes(5),
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    });
    database.connections.allowDefaultPortFrom(service);
    service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 6 }).scaleOnCpuUtilization("Cpu", { targetUtilizationPercent: 70 });

    const balancer = new ApplicationLoadBalancer(this, "Balancer", {
      vpc,
      internetFacing: true,
      dropInvalidHeaderFields: true,
      // Longer than the 60 s after which Muster closes a connection that says nothing would lead to 502.
      idleTimeout: Duration.seconds(55),
    });
    balancer.addListener("Http", {
      port: 80,
      defaultAction: ListenerAction.redirect({ protocol: "HTTPS", port: "443", permanent: true }),
    });
    const https = balancer.addListener("Https", {
      port: 443,
      certificates: [Certificate.fromCertificateArn(this, "Certificate", props.certificateArn)],
      sslPolicy: SslPolicy.RECOMMENDED_TLS,
      open: false,
    });
    https.connections.allowFrom(Peer.anyIpv4(), Port.tcp(443));
    const targets = https.addTargets("Service", {
      port: PORT,
      protocol: ApplicationProtocol.HTTP,
      targets: [service],
      deregistrationDelay: Duration.seconds(30),
      healthCheck: { path: "/health/readiness", interval: Duration.seconds(10), timeout: Duration.seconds(5) },
    });

    const told = new Topic(this, "Alarms", { enforceSSL: true });
    const alarm = (name: string, metric: IMetric, threshold: number, minutes: number) =>
      new Alarm(this, name, {
        metric,
        threshold,
        evaluationPeriods: minutes,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(told));
    const minute = { period: Duration.minutes(1) };
    alarm("Unhealthy", targets.metrics.unhealthyHostCount({ ...minute, statistic: "max" }), 1, 5);
    alarm("Errors", targets.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { ...minute, statistic: "sum" }), 5, 5);
    alarm("Memory", service.metricMemoryUtilization(minute), 90, 10);
    alarm("DatabaseCapacity", database.metricACUUtilization(minute), 90, 15);

    if (props.ingestKeySecret) {
      const missed = new Queue(this, "Missed", { enforceSSL: true, encryption: QueueEncryption.SQS_MANAGED, retentionPeriod: Duration.days(14) });
      const loads = new ApiDestination(this, "Loads", {
        connection: new Connection(this, "Key", {
          authorization: Authorization.apiKey("X-API-Key", SecretValue.secretsManager(props.ingestKeySecret)),
        }),
        endpoint: `https://${props.hostName}/api/v1/runs`,
        httpMethod: HttpMethod.POST,
        rateLimitPerSecond: 5,
      });
      for (const dataset of DATASETS) {
        new Rule(this, `Arrived-${dataset}`, {
          eventPattern: {
            source: ["aws.s3"],
            detailType: ["Object Created"],
            detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: `incoming/${dataset}/` }] } },
          },
          targets: [new ToApi(loads, {
            event: RuleTargetInput.fromObject({ dataset, source: `s3://${bucket.bucketName}/${EventField.fromPath("$.detail.object.key")}` }),
            // EventBridge may send twice; Muster answers the second one as the first. An answer at once, because EventBridge waits 5 s.
            headerParameters: { "Idempotency-Key": EventField.eventId, Prefer: "respond-async" },
            deadLetterQueue: missed,
            maxEventAge: Duration.hours(24),
            retryAttempts: 185,
          })],
        });
      }
      alarm("MissedObjects", new Metric({
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensionsMap: { QueueName: missed.queueName },
        ...minute,
        statistic: "max",
      }), 1, 1);
    }

    new CfnOutput(this, "Address", { value: balancer.loadBalancerDnsName });
    new CfnOutput(this, "BucketName", { value: bucket.bucketName });
    new CfnOutput(this, "AdminKeySecret", { value: adminKey.secretArn });
  }
}
