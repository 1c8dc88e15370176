import { importClient, importExternalLabels } from '../../client';
import type { Importing } from '../../importing';
import { decideStages } from '../../pods';
import type { Node } from '../../tree/account';
import { importExtraStages } from './stages';

/** Converts destinations: a list up to version 3, a map since version 4. */
export function importDestinations(importing: Importing, node: Node): void {
  const all = node.children.map((destination) => ({
    destination,
    type: destination.at('type').text,
    isOff: destination.at('disabled').boolean === true,
  }));
  const isOnly = all.filter(({ type, isOff }) => type === 'loki' && !isOff).length === 1;
  for (const { destination, type, isOff } of all) {
    if (isOff) destination.ignored('is disabled');
    else if (type === 'loki') importLoki(importing, destination, isOnly);
    else {
      const kind = type === undefined ? 'has no type' : `of the type ${type}`;
      destination.impossible(`${kind}: only Loki takes lines here`);
    }
  }
  node.same('none');
}

function importLoki(importing: Importing, destination: Node, isOnly: boolean): void {
  const auth = destination.at('auth');
  const stages = destination.at('logProcessingStages');
  if (isOnly || stages.text === undefined)
    importExtraStages(importing, stages, { sources: ['*'] }, { isTemplate: false });
  else decideStages(importing, [stages], 'stages of one destination: here all of them get the same lines');
  importExternalLabels(importing, destination.at('extraLabels'));
  importClient(importing, {
    whole: destination,
    url: destination.at('url'),
    tenant: destination.at('tenantId'),
    username: auth.at('username'),
    secrets: [auth.at('password'), auth.at('bearerToken')].filter(({ exists }) => exists),
    headers: destination.at('extraHeaders'),
  });
}

/** Converts `externalServices.loki` of version 1. */
export function importOldService(importing: Importing, node: Node): void {
  const loki = node.at('loki');
  if (loki.at('host').exists) {
    importExternalLabels(importing, loki.at('externalLabels'));
    importClient(importing, {
      whole: loki,
      url: loki.at('host'),
      tenant: loki.at('tenantId'),
      username: loki.at('basicAuth', 'username'),
      secrets: [loki.at('basicAuth', 'password')].filter(({ exists }) => exists),
    });
  }
  node.impossible('not about logs: leave it with this chart');
}
