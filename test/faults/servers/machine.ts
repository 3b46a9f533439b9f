/** A server program, run in any way. */
export interface ServerProgram extends AsyncDisposable {
  /** Port on the loopback address; the same in every life. */
  readonly port: number;
  /** Starts it, with the data of its last life. Returns before it answers. */
  start(): Promise<void>;
  /** Waits until it is gone. */
  ended(): Promise<void>;
  /** Sends a signal; after one that ends the program, waits for the end. */
  signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
}

/** The disk of a server, if it has one of its own. */
export interface SmallDisk {
  /** Leaves no byte free. */
  fillDisk(): Promise<void>;
  freeDisk(): Promise<void>;
}

/** RabbitMQ before it is started for the first time. */
interface RabbitmqProgram extends ServerProgram, SmallDisk {
  readonly managementPort: number;
  /** Runs rabbitmqctl on the node and returns what it prints. */
  ctl(...args: string[]): Promise<string>;
}

/** Runs servers in one way: in Docker, or as processes. */
export interface Machine {
  /** @param diskMiB size of the disk that holds the data; the machine's own when absent */
  createRabbitmq(diskMiB?: number): Promise<RabbitmqProgram>;
  /** @param diskMiB as above */
  createMongod(diskMiB?: number): Promise<ServerProgram & SmallDisk & { readonly member: string }>;
}
