/** Which machine a source is, whose, and of when its data is. */
export interface MachineFacts extends HostFacts {
  /** What the machine calls itself, where a file of it or the stamp of its collector says so. */
  readonly hostname?: string;
  /** When its data was collected, ISO 8601 in UTC. */
  readonly collected?: string;
}

/** Who a source is, as a list of hosts has it. */
export interface HostFacts {
  readonly owner?: string;
  readonly site?: string;
  /** The unit, department or team that it belongs to. */
  readonly group?: string;
  readonly tags?: readonly string[];
}
