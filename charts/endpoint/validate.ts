import { made, required, type Validator } from '../input/props';
import type { LokiEndpoint } from './endpoint';
import type { WorkloadIdentity } from './identity';

/** Example of an identity, for messages. */
export const IDENTITY_EXAMPLE = "new WorkloadIdentity({ namespace: 'loki', serviceAccountName: 'loki' })";

/** True for an identity, including one of another copy of this library. */
export const isIdentity = (value: unknown): value is WorkloadIdentity =>
  typeof value === 'object' && value !== null && typeof (value as Partial<WorkloadIdentity>).subject === 'string';

/** Validator of an optional identity. */
export const optionalIdentity: Validator = made('a WorkloadIdentity', IDENTITY_EXAMPLE, isIdentity);

/** Validator of a required identity. */
export const requiredIdentity: Validator = required(optionalIdentity, IDENTITY_EXAMPLE);

const ENDPOINT_EXAMPLE = 'the endpoint of a LokiChart';

/** Validator of a required endpoint. */
export const requiredEndpoint: Validator = required(
  made<LokiEndpoint>(
    'a LokiEndpoint',
    ENDPOINT_EXAMPLE,
    (endpoint) => typeof endpoint.alloyClient === 'function' && Array.isArray(endpoint.tenants),
  ),
  ENDPOINT_EXAMPLE,
);
