/** A step of moving in. */
export interface PlanStep {
  /** Its aim. */
  readonly title: string;

  /** Sentences, code and commands, in their order. */
  readonly actions: readonly string[];

  /** Condition of the next step. @default - nothing more */
  readonly check?: string;

  /** Action that undoes it. @default - none is needed */
  readonly back?: string;
}

/** Command that opens a port of a pod or of a workload to `curl`, and closes it again. */
export function withPort(namespace: string, target: string, port: string, command: string): string {
  return `kubectl -n ${namespace} port-forward ${target} ${port} >/dev/null & sleep 2; ${command}; kill $!`;
}

/** Commands that deploy the environment, and wait for it. */
export const deployCommands = (name: string): string[] => [`npx cdk deploy '${name}/**'`, `npx eks-loki wait ${name}`];
