import type { JsonObject } from '../../json';
import type { CommonPayload } from './payload-parts';

/** Somebody checked in. */
export interface CheckInPayload extends CommonPayload {
  readonly StaffId?: string;
  readonly staffId?: string;
}

/** Somebody checked in with a photograph. */
export interface WatermarkCheckInPayload extends CommonPayload {
  readonly positionDataModel?: JsonObject;
  readonly waterMarkModel?: JsonObject;
  readonly formCode?: string;
  readonly formDataLists?: readonly JsonObject[];
  readonly openConversationId?: string;
}

/** Attendance: rows of clock-ins, of overtime or of changed schedules. The organisation is in the rows. */
export interface AttendancePayload extends CommonPayload {
  readonly DataList?: readonly JsonObject[];
  readonly dataList?: readonly JsonObject[];
}

/** Attendance: somebody's record of a day was changed or counted anew. */
export interface AttendanceDayPayload extends CommonPayload {
  readonly userId?: string;
  /** A local date, with or without a time. */
  readonly workDate?: string;
  readonly action?: string;
  readonly planId?: number;
}

/** Attendance: a group or a shift was changed. */
export interface AttendanceSettingPayload extends CommonPayload {
  readonly corpid?: string;
  readonly id?: number | string;
  readonly name?: string;
  readonly action?: string;
}

/** Attendance: an approval that counts for it. */
export interface AttendanceApprovalPayload extends CommonPayload {
  readonly processInstanceId?: string;
  readonly mainProcessInstanceId?: string;
  readonly processCode?: string;
  readonly approveType?: string;
  readonly status?: string;
}

/** Attendance: a column of the report was changed. */
export interface AttendanceColumnPayload extends CommonPayload {
  readonly columnId?: string;
  readonly type?: string;
}

/** Leave: rules, what somebody has of it, and what was taken. */
export interface LeavePayload extends CommonPayload {
  readonly leaveCode?: string;
  readonly leaveCodes?: readonly string[];
  readonly action?: string;
  readonly userId?: string;
  readonly userid?: string;
  readonly opUserId?: string;
  readonly updateType?: string;
  readonly recordId?: string;
  readonly leaveStatus?: string;
  readonly leaveReason?: string;
  readonly processIdList?: readonly string[];
  readonly startTime?: number;
  readonly endTime?: number;
}

/** Overtime was turned into leave. */
export interface OvertimeToVacationPayload extends CommonPayload {
  readonly userId?: string;
  readonly leaveCode?: string;
  readonly workDate?: string;
  readonly overtimeDayType?: string;
  readonly overtimeDay?: number;
  readonly overtimeHour?: number;
  readonly vacationRate?: number;
  readonly startTime?: number;
  readonly endTime?: number;
}
