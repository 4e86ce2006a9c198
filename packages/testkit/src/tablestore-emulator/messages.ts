import { parse, type Type } from 'protobufjs';

/** The messages that the emulator speaks, with the field numbers of Tablestore's protocol of 2015-12-31. */
const SCHEMA = `
syntax = "proto2";

message Error { required string code = 1; optional string message = 2; }

message CapacityUnit { optional int32 read = 1; optional int32 write = 2; }
message Consumed { required CapacityUnit capacity_unit = 1; }
message ReservedThroughput { required CapacityUnit capacity_unit = 1; }
message ReservedThroughputDetails {
  required CapacityUnit capacity_unit = 1; required int64 last_increase_time = 2; optional int64 last_decrease_time = 3;
}

message KeySchema { required string name = 1; required int32 type = 2; optional int32 option = 3; }
message ColumnSchema { required string name = 1; required int32 type = 2; }
message TableOptions {
  optional int32 time_to_live = 1; optional int32 max_versions = 2;
  optional int64 deviation_cell_version_in_sec = 5; optional bool allow_update = 6;
}
message IndexMeta {
  required string name = 1; repeated string primary_key = 2; repeated string defined_column = 3;
  required int32 index_update_mode = 4; required int32 index_type = 5; optional int32 index_sync_phase = 6;
}
message TableMeta {
  required string table_name = 1; repeated KeySchema primary_key = 2; repeated ColumnSchema defined_column = 3;
  repeated IndexMeta index_meta = 4;
}

message CreateTableRequest {
  required TableMeta table_meta = 1; required ReservedThroughput reserved_throughput = 2;
  optional TableOptions table_options = 3; repeated IndexMeta index_metas = 7;
}
message CreateTableResponse {}
message CreateIndexRequest {
  required string main_table_name = 1; required IndexMeta index_meta = 2; optional bool include_base_data = 3;
}
message CreateIndexResponse {}
message DropIndexRequest { required string main_table_name = 1; required string index_name = 2; }
message DropIndexResponse {}
message DescribeTableRequest { required string table_name = 1; }
message DescribeTableResponse {
  required TableMeta table_meta = 1; required ReservedThroughputDetails reserved_throughput_details = 2;
  required TableOptions table_options = 3; required int32 table_status = 4; repeated IndexMeta index_metas = 8;
}
message ListTableRequest {}
message ListTableResponse { repeated string table_names = 1; }
message DeleteTableRequest { required string table_name = 1; }
message DeleteTableResponse {}

message Condition { required int32 row_existence = 1; optional bytes column_condition = 2; }
message ReturnContent { optional int32 return_type = 1; repeated string return_column_names = 2; }

message GetRowRequest {
  required string table_name = 1; required bytes primary_key = 2; repeated string columns_to_get = 3;
  optional int32 max_versions = 5; optional bytes filter = 7;
}
message GetRowResponse { required Consumed consumed = 1; required bytes row = 2; }
message PutRowRequest {
  required string table_name = 1; required bytes row = 2; required Condition condition = 3;
  optional ReturnContent return_content = 4;
}
message PutRowResponse { required Consumed consumed = 1; optional bytes row = 2; }
message UpdateRowRequest {
  required string table_name = 1; required bytes row_change = 2; required Condition condition = 3;
  optional ReturnContent return_content = 4;
}
message UpdateRowResponse { required Consumed consumed = 1; optional bytes row = 2; }
message DeleteRowRequest {
  required string table_name = 1; required bytes primary_key = 2; required Condition condition = 3;
  optional ReturnContent return_content = 4;
}
message DeleteRowResponse { required Consumed consumed = 1; optional bytes row = 2; }

message GetRangeRequest {
  required string table_name = 1; required int32 direction = 2; repeated string columns_to_get = 3;
  optional int32 max_versions = 5; optional int32 limit = 6; required bytes inclusive_start_primary_key = 7;
  required bytes exclusive_end_primary_key = 8; optional bytes filter = 10;
}
message GetRangeResponse {
  required Consumed consumed = 1; required bytes rows = 2; optional bytes next_start_primary_key = 3;
}

message TableInBatchGetRowRequest {
  required string table_name = 1; repeated bytes primary_key = 2; repeated string columns_to_get = 4;
  optional int32 max_versions = 6; optional bytes filter = 8;
}
message BatchGetRowRequest { repeated TableInBatchGetRowRequest tables = 1; }
message RowInBatchResponse {
  required bool is_ok = 1; optional Error error = 2; optional Consumed consumed = 3; optional bytes row = 4;
}
message TableInBatchResponse { required string table_name = 1; repeated RowInBatchResponse rows = 2; }
message BatchGetRowResponse { repeated TableInBatchResponse tables = 1; }
message RowInBatchWriteRowRequest {
  required int32 type = 1; required bytes row_change = 2; required Condition condition = 3;
  optional ReturnContent return_content = 4;
}
message TableInBatchWriteRowRequest { required string table_name = 1; repeated RowInBatchWriteRowRequest rows = 2; }
message BatchWriteRowRequest { repeated TableInBatchWriteRowRequest tables = 1; }
message BatchWriteRowResponse { repeated TableInBatchResponse tables = 1; }

message Filter { required int32 type = 1; required bytes filter = 2; }
message SingleColumnFilter {
  required int32 comparator = 1; required string column_name = 2; required bytes column_value = 3;
  required bool filter_if_missing = 4; required bool latest_version_only = 5;
}
message CompositeFilter { required int32 combinator = 1; repeated Filter sub_filters = 2; }
`;

const { root } = parse(SCHEMA);

/** True for a message of the protocol. */
export function isMessage(name: string): boolean {
  return root.get(name) !== null;
}

/** Reads a message; every field that may be missing is optional in `T`. */
export function decode<T>(name: string, bytes: Uint8Array): T {
  return type(name).toObject(type(name).decode(bytes), { arrays: true }) as T;
}

/** Writes a message. */
export function encode(name: string, message: object): Buffer {
  const wire = type(name);
  return Buffer.from(wire.encode(wire.fromObject(message)).finish());
}

function type(name: string): Type {
  return root.lookupType(name);
}
