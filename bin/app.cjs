// The app that cdk.json names and the CDK CLI runs.
require('./start.cjs')('app');
