import { everyone } from '../../../charts/input/cidr';
import { entrancesOf } from '../read/entrances/all';
import { grafanaServers } from '../read/grafana';
import { distinctBy, type ManifestsRule, Severity } from '../rule';

const SECURITY = 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/';

const FROM_SECRET = 'name a file with GF_SECURITY_ADMIN_PASSWORD__FILE, or use valueFrom.secretKeyRef';

const password: ManifestsRule = {
  id: 'K8S-GRAFANA-1',
  severity: Severity.ERROR,
  title: "the password of Grafana's admin comes from a Secret, and is not the default",
  why: 'admin reads every tenant, and everybody knows the default; a manifest is read by everyone who may see its repository',
  evidence: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/#admin_password',
  check: ({ manifests }) =>
    grafanaServers(manifests).flatMap(({ path, isKnown, setting }) => {
      const own = setting('security', 'admin_password');
      // Another rule finds passwords in variables.
      if (own?.isInFile && own.value !== undefined) {
        return [{ path: own.path, found: 'is a password in plain text', fix: FROM_SECRET }];
      }
      const isMade = setting('security', 'disable_initial_admin_creation')?.value !== 'true';
      if (own || !isKnown || !isMade) return [];
      return [{ path, found: "has no password for admin, so it is 'admin'", fix: FROM_SECRET }];
    }),
};

const anonymous: ManifestsRule = {
  id: 'K8S-GRAFANA-2',
  severity: Severity.WARNING,
  title: 'Grafana lets nobody in without a login',
  why: 'everyone who reaches it can query through its datasources, which send the passwords of Loki',
  evidence: `${SECURITY}configure-authentication/anonymous-auth/`,
  check: ({ manifests }) =>
    grafanaServers(manifests).flatMap(({ setting }) => {
      const enabled = setting('auth.anonymous', 'enabled');
      if (enabled?.value !== 'true') return [];
      return [{ path: enabled.path, found: 'true lets everyone in', fix: 'leave it out' }];
    }),
};

const open: ManifestsRule = {
  id: 'K8S-GRAFANA-3',
  severity: Severity.WARNING,
  title: 'Grafana is not reachable from all of the internet',
  why: 'its login page, and every fault in it, is all that protects the logs of all tenants',
  evidence: SECURITY,
  check: ({ manifests }) => {
    const servers = grafanaServers(manifests).map(({ workload }) => workload);
    const findings = entrancesOf(manifests)
      .filter(({ pods = [] }) => pods.some((pod) => servers.includes(pod)))
      .filter(({ from, ranges, securityGroups }) => {
        const isForAll = ranges.length === 0 || ranges.some(everyone);
        return from === 'the internet' && securityGroups.length === 0 && isForAll;
      })
      .map(({ path, what }) => ({
        path,
        found: `${what} reachable from the internet`,
        fix: 'use an internal scheme, or limit the source ranges',
      }));
    return distinctBy(findings, ({ path }) => path);
  },
};

/** Rules about Grafana itself. */
export const GRAFANA_SERVER_RULES: readonly ManifestsRule[] = [password, anonymous, open];
