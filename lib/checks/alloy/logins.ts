import type { AlloyBlock } from '../../../charts/alloy/language/parse';
import { knownBlocks } from '../read/alloy/blocks';
import { attributeOf } from '../read/alloy/config';
import { everyComponent } from '../read/alloy/graph';
import { type ManifestsRule, Severity } from '../rule';
import { enumerate } from '../words';

/** Attributes and blocks that log a client in. A client has one of them. */
const LOGINS = ['basic_auth', 'authorization', 'oauth2', 'bearer_token', 'bearer_token_file'];

/** Attributes with the secret of a login, by its block. A login has one of them. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  basic_auth: ['password', 'password_file'],
  authorization: ['credentials', 'credentials_file'],
  oauth2: ['client_secret', 'client_secret_file'],
};

const has = (block: AlloyBlock, name: string): boolean =>
  attributeOf(block, name) !== undefined || block.blocks.some((inner) => inner.name === name);

const oneLogin: ManifestsRule = {
  id: 'ALLOY-LOGIN-1',
  severity: Severity.ERROR,
  title: 'a client logs in one way, with one secret',
  why: 'Alloy does not start with it: its pods are restarted for ever, and send nothing',
  evidence: 'https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/#endpoint',
  check: ({ manifests }) =>
    everyComponent(manifests, 'loki.write', 'discovery.kubernetes').flatMap(({ component }) =>
      knownBlocks(component).flatMap(({ name, block, prefix }) => {
        const given = (SECRETS[name] ?? LOGINS).filter((one) => has(block, one));
        const found = `is beside ${enumerate(given.slice(0, -1))}, and a client takes one of them`;
        return given.length < 2 ? [] : [{ path: `${prefix}${given.at(-1) ?? ''}`, found, fix: 'keep one' }];
      }),
    ),
};

/** Rules about the logins of clients. */
export const LOGIN_RULES: readonly ManifestsRule[] = [oneLogin];
