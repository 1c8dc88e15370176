import { defineEnvironments } from 'cdk-eks-loki/environments';

/** Kafka between Alloy and Loki: lines outlive a Loki that is away for days, and other programs read them, too. */
export default defineEnvironments({
  prod: {
    account: '111122223333',
    region: 'us-east-1',
    cluster: { create: { admins: ['arn:aws:iam::111122223333:role/admin'], natGateways: 3 } },
    volume: '500 GB/day',
    tenants: ['platform', 'apps'],
    alloy: {
      kafka: {
        brokers: ['b-1.kafka.example.com:9096', 'b-2.kafka.example.com:9096', 'b-3.kafka.example.com:9096'],
        tls: true,
        sasl: { secret: 'kafka-user' },
        consumers: 3,
      },
    },
  },
});
