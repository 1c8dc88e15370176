import type { Door } from './props';

/**
 * Idle timeout of a TLS listener of an NLB in seconds. It is fixed
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html).
 */
export const NLB_IDLE_SECONDS = 350;

/**
 * Maximum idle timeout of an ALB in seconds
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
export const ALB_IDLE_SECONDS = 4000;

/** Maximum idle time in seconds of connections to a door; undefined for a Gateway, whose timeout the user sets. */
export const MOST_IDLE_SECONDS: Readonly<Record<Door, number | undefined>> = {
  nlb: NLB_IDLE_SECONDS,
  alb: ALB_IDLE_SECONDS,
  'gateway-api': undefined,
};
