import { SERVICE_NAMES } from './logger-names.ts';
import { isText, type ObjectView } from './object-view.ts';

/*
 * Keys under which shippers and tracers name the program of an object, the nearest to the program first:
 *
 *     "container_name":"/shop"                     FireLens, and Docker's fluentd driver
 *     "dd":{"service":"shop"}                      Datadog's tracers
 *     "serviceContext":{"service":"shop"}          Google's error reporting
 *     "resource":{"service.name":"shop"}           OpenTelemetry
 *     "kubernetes":{"container_name":"shop"}       Fluent Bit; Filebeat has `kubernetes.container.name`
 *     "labels":{"app":"shop"}                      Loki's export
 */

const PATHS: readonly (readonly [holders: readonly string[], names: readonly string[]])[] = [
  [['dd'], ['service']],
  [['service_context'], ['service']],
  [['resource', 'service'], ['name']],
  [['resource'], ['service_name']],
  [['resource', 'attributes'], ['service_name']],
  [
    ['resource', 'labels'],
    ['container_name', 'service_name', 'function_name', 'module_id'],
  ],
  [['kubernetes'], ['container_name']],
  [['kubernetes', 'container'], ['name']],
  [['k8s', 'container'], ['name']],
  [['container'], ['name']],
  [['labels'], ['service_name', 'app', 'container']],
];

/** The same keys with the path as one name, with dots. */
const DOTTED: readonly string[] = (
  'dd_service service_context_service resource_service_name resource_attributes_service_name kubernetes_container_name ' +
  'k8s_container_name'
).split(' ');

/** The service that an object names, and its key if it has one of its own; undefined when it names no service. */
export function serviceOfObject(view: ObjectView): { service: string; key?: string } | undefined {
  const key = view.find(SERVICE_NAMES, isText) ?? view.find(DOTTED, isText);
  if (key !== undefined) return { service: containerName(view.object[key]), key };
  for (const [holders, names] of PATHS) {
    let holder: ObjectView | undefined = view;
    for (const name of holders) holder = holder?.inside(name);
    const service = holder?.value(names, isText);
    if (isText(service)) return { service: containerName(service) };
  }
  return undefined;
}

const SOURCES = ['srcip', 'src_ip', 'src', 'source_ip', 'source_address', 'id_orig_h', 'srcaddr'];
const DESTINATIONS = ['dstip', 'dst_ip', 'dst', 'destination_ip', 'destination_address', 'id_resp_h', 'dstaddr'];
const OF_FIREWALL = ['proto', 'protocol', 'policyid', 'policy_id', 'policy', 'rule', 'action'];

/** True for an entry of a firewall or a sensor, whose `service` is the protocol of a connection: `DNS`, `tcp/8080`. */
export function isConnection(view: ObjectView): boolean {
  const has = (name: string) => view.has(name);
  return SOURCES.some(has) && DESTINATIONS.some(has) && OF_FIREWALL.some(has);
}

/** Docker's names of containers begin with a slash. */
function containerName(value: unknown): string {
  return String(value).replace(/^\/(?=[\w.-]{1,255}$)/, '');
}
