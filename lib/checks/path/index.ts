import type { ManifestsRule } from '../rule';
import { BODY_SIZE, DATASOURCE_TIMEOUT, GATEWAY_TIMEOUT } from './limits';
import { LOGIN, READER_USER, WRITER_USER } from './logins';
import { CLEAR_PASSWORD, OPTIONAL_PASSWORD, PASSWORD_FILE, PASSWORD_KEY } from './passwords';
import { EGRESS, INGRESS } from './policies';
import { NO_TENANT, READER_TENANT, TENANT_NAME, UNREAD_TENANT, WRITER_TENANT } from './tenants';
import { CLIENT_ADDRESS, DATASOURCE_URL, GATEWAY_ADDRESS, GATEWAY_PATHS, PUSH_URL } from './urls';

/** Rules about the path of a line: writer, gateway and readers agree. */
export const PATH_RULES: readonly ManifestsRule[] = [
  PUSH_URL,
  DATASOURCE_URL,
  CLIENT_ADDRESS,
  GATEWAY_ADDRESS,
  GATEWAY_PATHS,
  WRITER_USER,
  READER_USER,
  LOGIN,
  WRITER_TENANT,
  READER_TENANT,
  UNREAD_TENANT,
  NO_TENANT,
  TENANT_NAME,
  PASSWORD_FILE,
  PASSWORD_KEY,
  CLEAR_PASSWORD,
  OPTIONAL_PASSWORD,
  GATEWAY_TIMEOUT,
  DATASOURCE_TIMEOUT,
  BODY_SIZE,
  INGRESS,
  EGRESS,
];
