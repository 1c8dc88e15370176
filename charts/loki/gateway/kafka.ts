import { LokiEndpoint } from '../../endpoint/endpoint';
import { mapKey } from './map';

/** Path of the gateway for the consumers of Kafka, to which an OTLP client adds its own. */
export const KAFKA_OTLP_PATH = '/kafka';

/** Settings of the gateway for a Kafka before Loki. */
export interface GatewayKafka {
  /** Tenants by the names of their topics. */
  readonly tenantsOfTopics: Readonly<Record<string, string>>;
}

/**
 * Location of the consumers. It forwards requests to the gateway's own OTLP location, and changes answers that an OTLP
 * client treats as permanent errors. On such an error, a consumer would pause its partition:
 *
 * - 400: Loki has stored what it accepts of the request, and has dropped and counted the rest. The answer is 200.
 * - 413: the request is too large, and always will be. Alloy writes no such message, and one of another program would
 *   block its partition. The answer is 200 too.
 * - All others, such as 401 while passwords are rotated and 500: the answer is 503, and the consumer retries.
 */
export const kafkaLocation = (): string => `
    location = ${KAFKA_OTLP_PATH}/v1/logs {
      limit_except POST {
        deny all;
      }
      proxy_pass http://127.0.0.1:${LokiEndpoint.GATEWAY_PORT}/otlp/v1/logs;
      proxy_set_header ${LokiEndpoint.TENANT_HEADER} $tenant_of_topic;
      proxy_intercept_errors on;
      error_page 400 413 = @kafka-refused;
      error_page 401 403 404 405 408 411 415 500 = @kafka-later;
    }

    location @kafka-refused {
      return 200;
    }

    location @kafka-later {
      return 503;
    }
`;

/** Map of topics to tenants. */
export const kafkaTenants = ({ tenantsOfTopics }: GatewayKafka): string => `
  map $http_x_scope_orgid $tenant_of_topic {
    default "";
${Object.entries(tenantsOfTopics)
  .map(([topic, tenant]) => `    "${mapKey(topic)}" "${tenant}";\n`)
  .join('')}  }
`;
