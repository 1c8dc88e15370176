import { makeCharts, objectOf } from '../../../helpers/charts';

const config = objectOf(makeCharts(), 'ConfigMap', 'loki-gateway').data['nginx.conf'] as string;

/** Block of a location that nginx chooses by its exact path. */
function locationOf(path: string): string {
  const [, block] = config.split(`location = ${path} {`);
  if (!block) throw new Error(`no location ${path}`);
  return block.slice(0, block.indexOf('\n    }'));
}

test.each([
  ['/loki/api/v1/push', 'writer', 'POST', 'distributor'],
  ['/otlp/v1/logs', 'writer', 'POST', 'distributor'],
  ['/loki/api/v1/tail', 'reader', 'GET', 'query_frontend'],
])('%s is for the %s, by %s, and goes to the %s', (path, user, method, component) => {
  const block = locationOf(path);
  expect(block).toMatch(new RegExp(`auth_basic_user_file \\S+/${user}\\.htpasswd;`));
  expect(block).toContain(`limit_except ${method} {`);
  expect(block).toContain(`proxy_pass http://$${component}$request_uri;`);
});
