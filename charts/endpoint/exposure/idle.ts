import type { Door } from './props';

/** Longest time that a TLS listener of an NLB lets a connection wait; nothing changes it (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html). */
export const NLB_IDLE_SECONDS = 350;

/** Longest idle timeout of an ALB (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html). */
export const ALB_IDLE_SECONDS = 4000;

/** Longest time that a connection to a door may wait for an answer. @default - the Gateway's, which is yours */
export const MOST_IDLE_SECONDS: Readonly<Record<Door, number | undefined>> = {
  nlb: NLB_IDLE_SECONDS,
  alb: ALB_IDLE_SECONDS,
  'gateway-api': undefined,
};
