import type { MessageBroker } from '../../domain/messaging.port.js';
import { patientClient, quickClient, type KafkaOptions } from './kafka-client.js';
import { KafkaConsumer } from './kafka-consumer.js';
import { openProducer, openTransactionalProducer } from './kafka-producers.js';
import { kafkaTopics } from './kafka-topics.js';

/** Kafka as a message broker; connects when something is asked of it. */
export function kafkaBroker(options: KafkaOptions): MessageBroker {
  const patient = patientClient(options);
  const quick = quickClient(options);
  return {
    consumer: (consumer) => new KafkaConsumer(patient, consumer, options),
    producer: () => openProducer(patient),
    transactionalProducer: (transactionalId) => openTransactionalProducer(quick, transactionalId),
    topics: kafkaTopics(patient),
  };
}
