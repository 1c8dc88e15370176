/** Context key that omits from the metadata where constructs are created. `--debug` restores it. */
export const NO_PLACES = 'aws:cdk:disable-creation-stack-traces';

/** Time that the templates of one environment may take in a program, in seconds: copies of assets take most of it. */
export const TEMPLATES_SECONDS = 60;
