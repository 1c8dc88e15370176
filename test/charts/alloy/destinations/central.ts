import type { AlloyDestination, LokiDestination } from '../../../../charts/alloy/chart';
import { component } from '../helpers';

/** A Loki elsewhere. */
export const CENTRAL: LokiDestination = {
  url: 'https://loki.example.com',
  tenant: 'all',
  username: 'shipper',
  passwordSecret: { name: 'central-loki', key: 'password' },
};

/** A destination that is this Loki. */
export const central = (
  more: Partial<AlloyDestination> = {},
  loki: Partial<LokiDestination> = {},
): AlloyDestination => ({
  name: 'central',
  loki: { ...CENTRAL, ...loki },
  ...more,
});
/** Receivers to which a component sends. */
export const forwards = (config: string, label: string) =>
  /forward_to = (.*)/.exec(component(config, 'loki.process', label))?.[1];
