export { ExternalSecretsCredentials } from './external-secrets';
export {
  DEFAULT_SECRET_NAME,
  KubernetesSecretCredentials,
  type KubernetesSecretCredentialsProps,
} from './kubernetes-secret';
export { SecretsManagerCredentials } from './secrets-manager';
export { SharedCredentials, type SharedCredentialsProps } from './shared';
export {
  type CredentialsClient,
  type CredentialsClientName,
  CredentialsKind,
  type CredentialsSource,
  type SecretFile,
  type SecretFiles,
} from './source';
export { credentialSecrets, type CredentialSecretsProps } from './secrets';
export { clientObjectName, type StoredCredentialsProps } from './stored';
