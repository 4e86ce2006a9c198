import { compilePattern } from '@dinghub/core/dispatch';
import { tableDefinition } from '../src/table';
import stream from './fixtures/stream-keys-only.json';
import type { Packaged, Resource } from './packaged';
import type { Statement } from './role-guard';
import { WIRING } from './wiring';

const FUNCTIONS = ['Callback', 'Dispatch', 'Worker', 'Sweeper', 'Reconcile', 'Admin'] as const;

const table = { 'Fn::GetAtt': ['HubTable', 'Arn'] };
const deliveries = { 'Fn::GetAtt': ['DeliveryQueue', 'Arn'] };
const index = (name: string) => ({ 'Fn::Sub': `\${HubTable.Arn}/index/${name}` });
const parameter = (name: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/dinghub/dev/${name}`,
});
const allow = (Action: readonly string[], Resource: unknown, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const keys = (...names: readonly string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': names } });
const subscriptionsAlone = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['subscriptions'] } };

/** Everything that a function may do besides writing its own log. */
const RIGHTS: Readonly<Record<(typeof FUNCTIONS)[number], readonly object[]>> = {
  Callback: [
    allow(['dynamodb:PutItem', 'dynamodb:GetItem'], table, keys('event#*', 'app#*')),
    allow(['ssm:GetParameters'], ['token', 'aes-key', 'owner-key', 'apps'].map(parameter)),
  ],
  Dispatch: [
    allow(
      ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'],
      [{ 'Fn::GetAtt': ['HubTable', 'StreamArn'] }],
    ),
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], table, keys('event#*', 'suite#*')),
    allow(['dynamodb:Query'], table, subscriptionsAlone),
    allow(['sqs:SendMessage'], [deliveries, { 'Fn::GetAtt': ['DispatchFailures', 'Arn'] }]),
  ],
  Worker: [
    allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [deliveries]),
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem'],
      table,
      keys('event#*', 'suite#*', 'subscription#*', 'subscriptions'),
    ),
    allow(['dynamodb:Query'], table, subscriptionsAlone),
    allow(['sqs:SendMessage'], deliveries),
  ],
  Sweeper: [allow(['dynamodb:Query'], index('due')), allow(['sqs:SendMessage'], deliveries)],
  Reconcile: [
    allow(['dynamodb:GetItem', 'dynamodb:PutItem'], table, keys('event#*', 'dingtalk#*')),
    allow(['dynamodb:DeleteItem'], table, keys('dingtalk#*')),
    allow(['dynamodb:Query'], table, keys('suite#*#organisations')),
    allow(['dynamodb:Query'], index('subject')),
    allow(['ssm:GetParameters'], ['app-key', 'app-secret', 'apps'].map(parameter)),
  ],
  Admin: [
    allow(['dynamodb:GetItem'], table, keys('event#*', 'subscription#*', 'subscriptions', 'suite#*')),
    allow(['dynamodb:Query'], table, keys('event#*', 'subscriptions', 'suite#*#organisations', 'suite#*#rows#*')),
    allow(['dynamodb:PutItem'], table, keys('event#*', 'subscriptions', 'suite#*#organisations')),
    allow(['dynamodb:DeleteItem'], table, keys('subscriptions', 'subscription#*', 'suite#*#organisations')),
    allow(['dynamodb:Query'], [index('timeline'), index('subject')]),
    allow(['sqs:SendMessage'], deliveries),
    allow(['ssm:GetParameters'], parameter('admin-token')),
  ],
};

/** Everything that a role of the template says. */
export function roleStatements({ resources }: Packaged, role: string): readonly Statement[] {
  const { Policies = [] } = (resources[role]?.Properties ?? {}) as {
    Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
  };
  return Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** What serverless.yml has to say, seen in the template that it becomes. */
export function templateSuite(packaged: () => Packaged): void {
  const resource = (name: string): Resource => {
    const found = packaged().resources[name];
    if (found === undefined) throw new Error(`The template has no ${name}.`);
    return found;
  };
  const propertiesOf = (name: string) => resource(name).Properties;
  const ofType = (type: string) =>
    Object.entries(packaged().resources).filter(([, { Type }]) => Type === `AWS::${type}`);
  const mappingOf = (name: string): Resource['Properties'] => {
    const [mapping] = ofType('Lambda::EventSourceMapping').filter(([key]) => key.startsWith(name));
    return mapping?.[1].Properties ?? {};
  };
  const ruleOf = (name: string): Resource['Properties'] => {
    const [rule] = ofType('Events::Rule').filter(([key]) => key.startsWith(name));
    return rule?.[1].Properties ?? {};
  };
  const statementsOf = (role: string) => roleStatements(packaged(), role);

  it.each(FUNCTIONS)('makes %s an arm64 function on Node 24 with a log that does not grow for ever', (name) => {
    expect(propertiesOf(`${name}LambdaFunction`)).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x' });
    expect(propertiesOf(`${name}LogGroup`)).toMatchObject({ RetentionInDays: 30 });
  });

  it('has the table that the store expects, kept, with its stream, TTL and point-in-time recovery', () => {
    const { StreamSpecification, TableName: _, ...definition } = tableDefinition('x');
    expect(propertiesOf('HubTable')).toMatchObject({
      ...definition,
      StreamSpecification: { StreamViewType: StreamSpecification?.StreamViewType },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    expect(resource('HubTable').DeletionPolicy).toBe('Retain');
  });

  it.each(FUNCTIONS)('lets %s do what it does, and no more', (name) => {
    const [log, ...rights] = statementsOf(`${name}IamRoleLambdaExecution`);
    expect(rights).toEqual(RIGHTS[name]);
    expect(log?.Action.every((action) => action.startsWith('logs:'))).toBe(true);
    expect(JSON.stringify(log?.Resource)).toContain(`/aws/lambda/dinghub-dev-${name.toLowerCase()}:`);
    expect(propertiesOf(`${name}LambdaFunction`).Role).toEqual({
      'Fn::GetAtt': [`${name}IamRoleLambdaExecution`, 'Arn'],
    });
  });

  it('gives no role any action or resource by a star', () => {
    const roles = ofType('IAM::Role');
    expect(roles.length).toBeGreaterThanOrEqual(FUNCTIONS.length);
    for (const [name, { Properties }] of roles) {
      expect({ name, managed: Properties.ManagedPolicyArns ?? [] }).toEqual({ name, managed: [] });
      for (const { Action, Resource } of statementsOf(name)) {
        expect(Action.filter((action) => action.includes('*'))).toEqual([]);
        expect([Resource].flat()).not.toContain('*');
      }
    }
  });

  it('starts dispatch from the inserted events of the stream, and lets no record block the others', () => {
    const { FilterCriteria, ...rest } = mappingOf('Dispatch');
    expect(rest).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['HubTable', 'StreamArn'] },
      BatchSize: WIRING.streamBatch,
      MaximumRetryAttempts: WIRING.streamRetries,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DispatchFailures', 'Arn'] } } },
    });
    const patterns = (FilterCriteria as { Filters: { Pattern: string }[] }).Filters.map(({ Pattern }) =>
      JSON.parse(Pattern),
    );
    expect(patterns).toEqual([WIRING.streamFilter]);
    const passing = stream.Records.filter((record) => compilePattern(patterns[0]).matches(record));
    expect(passing.map(({ dynamodb }) => dynamodb.Keys.pk.S)).toEqual(['event#7f3b1a', 'event#审批#2']);
  });

  it('brings tasks to workers from an encrypted queue, with time enough, and a redrive queue', () => {
    const { Timeout } = propertiesOf('WorkerLambdaFunction') as { Timeout: number };
    expect(Timeout * 1000).toBe(WIRING.workerTimeoutMs);
    expect(propertiesOf('DeliveryQueue')).toMatchObject({
      SqsManagedSseEnabled: true,
      VisibilityTimeout: WIRING.visibilitySeconds,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['RedriveQueue', 'Arn'] },
        maxReceiveCount: WIRING.maxReceiveCount,
      },
    });
    expect(WIRING.visibilitySeconds).toBeGreaterThanOrEqual(6 * Timeout);
    const retention = propertiesOf('DeliveryQueue').MessageRetentionPeriod as number;
    // A message that cannot be done reaches the redrive queue before it expires; the longest delay is 15 minutes.
    expect(retention).toBeGreaterThan(900 + WIRING.visibilitySeconds * WIRING.maxReceiveCount);
    for (const name of ['RedriveQueue', 'DispatchFailures']) {
      expect(propertiesOf(name)).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    }
    expect(mappingOf('Worker')).toMatchObject({
      EventSourceArn: deliveries,
      BatchSize: WIRING.queueBatch,
      ScalingConfig: { MaximumConcurrency: WIRING.workers },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('lets a task come back as often as its schedule wants, and stops every other loop', () => {
    const loops = FUNCTIONS.map((name) => propertiesOf(`${name}LambdaFunction`).RecursiveLoop);
    expect(loops).toEqual([undefined, undefined, 'Allow', undefined, undefined, undefined]);
  });

  it('sweeps each minute, one sweep at a time, and does not repeat one that failed', () => {
    expect(ruleOf('Sweeper')).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    const { Timeout } = propertiesOf('SweeperLambdaFunction') as { Timeout: number };
    expect([Timeout * 1000, Timeout < 60]).toEqual([WIRING.sweeperTimeoutMs, true]);
    expect(propertiesOf('SweeperLambdaEvConf')).toMatchObject({ MaximumRetryAttempts: 0 });
  });

  it('asks DingTalk every five minutes for what it could not deliver, but not unless it is told to', () => {
    expect(ruleOf('Reconcile')).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED' });
    const { Timeout } = propertiesOf('ReconcileLambdaFunction') as { Timeout: number };
    expect(Timeout).toBeGreaterThanOrEqual(90);
    expect(propertiesOf('ReconcileLambdaEvConf')).toMatchObject({ MaximumRetryAttempts: 0 });
  });

  it('routes the callback’s paths to the callback, and everything else below /v1 to the admin API', () => {
    const routes = ofType('ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      /HttpApiIntegration(\w+)/.exec(JSON.stringify(Properties.Target))?.[1],
    ]);
    expect(Object.fromEntries(routes)).toEqual({
      'ANY /v1/dingtalk': 'Callback',
      'ANY /v1/dingtalk/{app}': 'Callback',
      'GET /healthz': 'Callback',
      'ANY /v1/{proxy+}': 'Admin',
    });
  });

  it('tells each function what it reads, secrets by their names alone', () => {
    const variablesOf = (name: string) =>
      (propertiesOf(`${name}LambdaFunction`) as { Environment: { Variables: Record<string, unknown> } }).Environment
        .Variables;
    const hub = {
      DINGHUB_TABLE: 'dinghub-dev',
      DINGHUB_QUEUE_URL: { Ref: 'DeliveryQueue' },
      DINGHUB_RETENTION_DAYS: '180',
    };
    const networks = { DINGHUB_ALLOW_NETWORKS: '', DINGHUB_ALLOW_HTTP: 'false' };
    expect(variablesOf('Dispatch')).toEqual(hub);
    expect(variablesOf('Sweeper')).toEqual(hub);
    expect(variablesOf('Reconcile')).toEqual({
      DINGHUB_TABLE: 'dinghub-dev',
      DINGHUB_RETENTION_DAYS: '180',
      DINGTALK_APP_KEY: '/dinghub/dev/app-key',
      DINGTALK_APP_SECRET: '/dinghub/dev/app-secret',
    });
    expect(variablesOf('Worker')).toEqual({ ...hub, ...networks });
    expect(variablesOf('Admin')).toEqual({ ...hub, ...networks, DINGHUB_ADMIN_TOKEN: '/dinghub/dev/admin-token' });
  });

  it('raises alarms for what ends in a queue of failures, for a backlog, a sweeper that stands still and a failed list unread', () => {
    const alarms = ofType('CloudWatch::Alarm').map(([, { Properties }]) => Properties);
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual([
      'dinghub-dev-backlog',
      'dinghub-dev-dispatch-failures',
      'dinghub-dev-reconcile',
      'dinghub-dev-redrive',
      'dinghub-dev-sweeper',
    ]);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
    for (const [alarm, queue] of [
      ['RedriveAlarm', 'RedriveQueue'],
      ['DispatchFailuresAlarm', 'DispatchFailures'],
    ] as const) {
      expect(propertiesOf(alarm)).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
    }
  });

  it('raises an alarm when DingTalk’s failed list cannot be read, not for a single run, and none while it is switched off', () => {
    const { EvaluationPeriods, DatapointsToAlarm, ...alarm } = propertiesOf('ReconcileAlarm');
    expect(alarm).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'ReconcileLambdaFunction' } }],
      Statistic: 'Sum',
      // One run each five minutes.
      Period: 300,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect([EvaluationPeriods, DatapointsToAlarm]).toEqual([3, 2]);
  });
}
