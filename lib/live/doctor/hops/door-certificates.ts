import { EXPOSED_PORT } from '../../../../charts/endpoint/exposure/exposure';
import { SECONDS_PER_DAY } from '../../../../charts/input/seconds';
import { certificateCommand } from '../acm';
import { ofEnvironment, showCertificate } from '../commands';
import type { Fault } from '../fault';
import type { HopName } from '../hops';
import type { View } from '../view';
import { hopOfNamespace } from './recent';

type Certificate = NonNullable<View['snapshot']['certificates']>[number];

/**
 * Days before its end from which a certificate is reported. ACM renews 60 days before the end, and Let's Encrypt
 * recommends 30 days.
 */
const SOON_DAYS = 14;

/**
 * Remaining part of its lifetime from which a short-lived certificate is reported. cert-manager renews when a third is
 * left.
 */
const SOON_PART = 1 / 6;

const DAY_MS = SECONDS_PER_DAY * 1000;

/** Milliseconds that a certificate is still valid. */
const left = ({ now }: View, { until }: Certificate): number => Date.parse(until) - now * 1000;

/** True if a certificate has expired, or its renewal is late. */
function isLate(view: View, certificate: Certificate): boolean {
  const whole = Date.parse(certificate.until) - Date.parse(certificate.from);
  return left(view, certificate) < Math.min(SOON_DAYS * DAY_MS, whole * SOON_PART);
}

/** Fields of ACM about the renewal of a certificate. */
const RENEWAL = 'Certificate.[Type,RenewalEligibility,RenewalSummary]';

/** Shows a certificate: the door does, or else ACM. */
const show = ({ setup }: View, { host, arn }: Certificate): string =>
  arn === undefined ? showCertificate(host, EXPOSED_PORT) : certificateCommand(arn, setup);

/** ARN of the certificate of a door: the one that ACM told of, or the only one that its objects name. */
function arnOf(view: View, certificate: Certificate): string {
  const named = doorOf(view, certificate)?.certificateArns ?? [];
  return certificate.arn ?? (named.length === 1 ? named[0] : undefined) ?? 'ARN';
}

/** Door that a host belongs to. */
const doorOf = ({ setup: { doors = [] } }: View, { host }: Certificate) => doors.find((door) => door.host === host);

/** Part of the path behind the door of a certificate: the gateway, or the environment's Grafana. */
function hopOfDoor(view: View, certificate: Certificate): HopName {
  const door = doorOf(view, certificate);
  return door ? hopOfNamespace(view, door.namespace) : 'gateway';
}

/** Place that names the certificate of a door. */
function placeOf(view: View, certificate: Certificate): string {
  if (doorOf(view, certificate)?.kind === 'HTTPRoute') return 'the listener of its Gateway';
  const part = hopOfDoor(view, certificate) === 'grafana' ? 'grafana.deploy.' : '';
  return `environments.${view.setup.name}.${part}expose.certificateArn`;
}

const expires: Fault = {
  id: 'exposure-expires',
  hop: 'gateway',
  isMild: true,
  cause:
    'the certificate of a door has expired, or expires soon without a renewal: clients outside the cluster refuse an expired one',
  find: (view) =>
    (view.snapshot.certificates ?? [])
      .filter((one) => isLate(view, one))
      .map((one) => ({
        hop: hopOfDoor(view, one),
        evidence: `the certificate of ${one.host} ${left(view, one) < 0 ? 'expired' : 'expires'} at ${one.until}`,
        fix: [
          show(view, one),
          `ACM renews what it issued while the record of its domain is in DNS, and never what was imported: ${certificateCommand(arnOf(view, one), view.setup, RENEWAL)}`,
        ],
      })),
};

const otherName: Fault = {
  id: 'exposure-host',
  hop: 'gateway',
  isMild: true,
  cause: 'the certificate of a door is not for the host of the door: clients outside the cluster refuse it',
  find: (view) =>
    (view.snapshot.certificates ?? [])
      .filter(({ isOfHost }) => !isOfHost)
      .map((one) => ({
        hop: hopOfDoor(view, one),
        evidence: `${one.host} ${one.arn === undefined ? 'shows' : 'has'} a certificate for ${one.names.join(', ') || 'no name'}`,
        fix: [
          show(view, one),
          ...ofEnvironment(view, `name a certificate for ${one.host} in ${placeOf(view, one)}`),
          ...(one.arn === undefined
            ? [`let the record of ${one.host} name the load balancer of this door, if it names another`]
            : []),
        ],
      })),
};

/** Faults of the certificates of doors. */
export const DOOR_CERTIFICATE_FAULTS: readonly Fault[] = [expires, otherName];
