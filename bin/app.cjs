// What cdk.json names: the app the CDK CLI runs.
require('./start.cjs')('app');
