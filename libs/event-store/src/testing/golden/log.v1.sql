-- An embedded store as schema version 1 wrote it; it must stay readable for ever.
CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), log_id TEXT NOT NULL) STRICT;
CREATE TABLE commits (
  position INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  n INTEGER NOT NULL,
  from_version INTEGER NOT NULL,
  to_version INTEGER NOT NULL,
  key TEXT NOT NULL UNIQUE,
  recorded_at INTEGER NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  events TEXT NOT NULL,
  UNIQUE (stream, n)
) STRICT;
CREATE TABLE checkpoints (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO log VALUES (1, 'golden-log');
INSERT INTO commits VALUES (1, 'account-7', 1, 1, 2, 'crm:1', 1767225602000, '0000000000000000000000000000000000000000000000000000000000000000', '8b4968e4e2438e2749e22e1862fd168785b333cce612498b5cb261614ec68012', '[{"data":{"accountId":"7","arr":120000,"name":"Zoë & Söhne “GmbH”"},"id":"e1","meta":{"actor":{"id":"system:golden","role":"admin"},"causationId":"c1","correlationId":"c1"},"type":"AccountOpened","v":1},{"data":{"accountId":"7","arr":150000.5},"id":"e2","meta":{"actor":{"id":"system:golden","role":"admin"},"causationId":"c1","correlationId":"c1"},"type":"AccountExpanded","v":1}]');
INSERT INTO commits VALUES (2, 'timer:review:7', 1, 1, 1, 'review:7', 1767225603000, '8b4968e4e2438e2749e22e1862fd168785b333cce612498b5cb261614ec68012', '31403546d1e14585c84e62b9a74f68bdd4110c9d0f55b003cb584a71c719467a', '[{"data":{"dueAt":1767225600000,"timerId":"review:7"},"id":"e3","meta":{"actor":{"id":"system:golden","role":"admin"},"causationId":"c1","correlationId":"c1"},"type":"TimerFired","v":1}]');
INSERT INTO commits VALUES (3, 'account-7', 2, 3, 3, 'crm:2', 1767225604000, '31403546d1e14585c84e62b9a74f68bdd4110c9d0f55b003cb584a71c719467a', '49bdda13fc7036bc330f685a4d51884eabf169c1ef4cbf03422463b2ea362350', '[{"data":{"accountId":"7","reason":null},"id":"e4","meta":{"actor":{"id":"system:golden","role":"admin"},"causationId":"c1","correlationId":"c1","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},"type":"AccountChurned","v":1}]');
INSERT INTO checkpoints VALUES ('relay', 2);
PRAGMA user_version = 1;
