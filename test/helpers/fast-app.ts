import { App, type AppProps } from 'aws-cdk-lib';

/** Settings of a CDK app in unit tests: CDK's validator takes seconds to start, and every copy of its assets 58 MB. */
export const FAST_APP: AppProps = {
  builtinCloudFormationValidation: false,
  context: { 'aws:cdk:disable-asset-staging': true },
};

/** An app for a test's own stacks. */
export function fastApp(): App {
  return new App(FAST_APP);
}
