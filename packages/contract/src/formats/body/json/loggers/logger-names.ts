/*
 * Names under which loggers, proxies and clouds keep time, severity, message and service, in addition to the usual ones
 * of `record/record-from-json.ts`, in order of preference. One spelling stands for all: `level_name` for `levelName`,
 * `LevelName`, `level-name`, `@level_name` and `levelname`.
 */

/** The spelling in these lists: `requestURI` is `request_uri`. */
export function spelling(name: string): string {
  // Most names have this spelling already, and this runs for all names of every object of a log.
  if (IS_SPELT.test(name)) return name;
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[-.]+/g, '_');
  return words.replace(/^[@_]+/, '').toLowerCase();
}

const IS_SPELT = /^[a-z\d][a-z\d_]*$/;

/** The same without signs, for names written as one word; undefined if the name is one word already. */
export function together(name: string): string | undefined {
  return name.includes('_') ? name.replaceAll('_', '') : undefined;
}

/** Keys of the time, the preferred one first. */
export const TIME_NAMES: readonly string[] = (
  'timestamp time ts t date_time date asctime instant event_time published start_time started_at start_utc ' +
  'last_timestamp request_received_timestamp stage_timestamp first_timestamp event_timestamp log_time log_timestamp ' +
  'time_iso8601 time_local time_generated time_created edge_start_timestamp time_millis time_unix_nano timestamp_ms ' +
  'timestamp_ns unixtime epoch msec timestamp_unix occurred_at created_at created creation_time receive_timestamp ' +
  'observed_timestamp observed_time_unix_nano start_local time_stamp unix_time calendar_time query_timestamp start ' +
  'req_time_sec request_time_epoch request_time'
).split(' ');

/** Keys of the severity, the preferred one first. */
export const LEVEL_NAMES: readonly string[] = (
  'level_name severity_text severity_label level_str level_text error_severity severity level lvl log_level ' +
  'log_level_name level_display_name log_severity l priority prio'
).split(' ');

/** Keys of the message, the preferred one first. */
export const MESSAGE_NAMES: readonly string[] = (
  'message msg log m rendered_message formatted_message display_message text_payload short_message log_message output ' +
  'message_template result_description description body text full_message summary error_message error err exception title'
).split(' ');

/** The name of an event, for events without a description. */
export const EVENT_NAMES: readonly string[] =
  'event_name event_type event atype operation_name method_name action type rule verb reason'.split(' ');

/** Keys of the service, the preferred one first. */
export const SERVICE_NAMES: readonly string[] =
  'service service_name app app_name application application_name container_name program syslog_identifier component_name'.split(
    ' ',
  );

/** Objects that hold the subject of a record. */
export const WRAPPERS: readonly string[] =
  'fields json_payload proto_payload payload properties transaction record event data detail source result entry alert'.split(
    ' ',
  );

/** Keys of the status of an HTTP answer, the preferred one first. */
export const STATUS_NAMES: readonly string[] = (
  'status status_code response_code http_status http_status_code response_status downstream_status ' +
  'edge_response_status origin_status sc_status elb_status_code http_response_status_code http_code code'
).split(' ');
/** Keys of the method of an HTTP request, the preferred one first. */
export const METHOD_NAMES: readonly string[] =
  'method request_method http_method client_request_method http_request_method cs_method req_method verb'.split(' ');
/** Keys of the target of an HTTP request, the preferred one first. */
export const TARGET_NAMES: readonly string[] = (
  'path uri request_uri url request_path request_url client_request_uri client_request_path url_path original_path ' +
  'cs_uri_stem pathname req_path'
).split(' ');
/** Keys of a whole request line. */
export const REQUEST_NAMES: readonly string[] = ['request', 'request_line', 'http_request'];
