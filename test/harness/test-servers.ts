/** Servers of this test run. */
export interface TestServers {
  amqpUrl: string;
  /** URL with user and password, without a slash at the end. */
  managementUrl: string;
  mongoUrl: string;
}

/** @throws when the tests were not started by `npm test`, which starts the servers and passes their addresses */
export function testServers(): TestServers {
  const read = (name: string) => {
    const value = process.env[name];
    if (value) return value;
    throw new Error(
      `${name} is not set; run the system tests with \`npm test\`, one of them with \`npm test -- NAME\``,
    );
  };
  return {
    amqpUrl: read('TEST_AMQP_URL'),
    managementUrl: read('TEST_AMQP_MANAGEMENT_URL'),
    mongoUrl: read('TEST_MONGO_URL'),
  };
}
