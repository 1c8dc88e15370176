import type { Environment } from '../environment/environment';

/** Lets kubectl reach the cluster of an environment. */
export function kubeconfigCommand({ region, clusterName }: Pick<Environment, 'region' | 'clusterName'>): string {
  return `aws eks update-kubeconfig --region ${region} --name ${clusterName}`;
}

/** Makes an environment's stacks. */
export function deployCommand(name: string): string {
  return `npx cdk deploy '${name}/**'`;
}

/** Waits until what was deployed is ready, and says what is missing where it is not. */
export function waitCommand(name: string): string {
  return `npx eks-loki wait ${name}`;
}

/** Makes the Secrets with the passwords. */
export function credentialsCommand(name: string): string {
  return `npx eks-loki credentials ${name} | kubectl apply -f -`;
}
