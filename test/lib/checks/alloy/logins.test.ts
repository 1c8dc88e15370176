import { type Case, describeRules } from '../harness';
import { LOGIN_RULES } from '../../../../lib/checks/alloy/logins';

const AT = 'ConfigMap alloy/alloy config.alloy loki.write.loki endpoint';

const inEndpoint =
  (text: string): Case['breaks'] =>
  (parts) => {
    parts.replace('alloy', 'config.alloy', 'basic_auth {', text);
  };

describeRules(LOGIN_RULES, [
  {
    rule: 'ALLOY-LOGIN-1',
    breaks: inEndpoint('bearer_token_file = "/var/run/x"\n basic_auth {'),
    finds: [`${AT}.bearer_token_file: is beside basic_auth, and a client takes one of them; keep one`],
    also: ['PATH-PASSWORD-1'],
  },
  {
    rule: 'ALLOY-LOGIN-1',
    breaks: inEndpoint('basic_auth {\n password = sys.env("PASSWORD")'),
    finds: [`${AT}.basic_auth.password_file: is beside password, and a client takes one of them; keep one`],
    also: ['ALLOY-NODE-1'],
  },
]);
