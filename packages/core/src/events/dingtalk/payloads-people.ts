import type { JsonObject } from '../../json';
import type { CommonPayload, Ids, Known } from './payload-parts';

/** Contacts: who joined, left or changed. */
export interface UserPayload extends CommonPayload {
  readonly UserId?: Ids;
  readonly userId?: Ids;
  readonly OptStaffId?: string;
  readonly optStaffId?: string;
  /** What changed: documented as an object, seen as an array too. */
  readonly diffInfo?: JsonObject | readonly JsonObject[];
}

/** Contacts and roles, for third-party apps: a user as the contacts have it after the change. */
export interface UserDetailPayload extends CommonPayload {
  readonly userid?: string;
  readonly unionid?: string;
  readonly name?: string;
  readonly jobnumber?: string;
  readonly position?: string;
  readonly department?: readonly number[];
  readonly active?: boolean;
  readonly isAdmin?: boolean;
  readonly isBoss?: boolean;
  /** JSON-like text: `{<deptId>:<order>}`. */
  readonly orderInDepts?: string;
  /** JSON-like text: `{<deptId>:true}`. */
  readonly isLeaderInDepts?: string;
  readonly unionEmpExt?: JsonObject;
  /** Not 0 when the user is outside the authorised scope: 50002, 50004. */
  readonly errcode?: number;
}

/** Contacts: departments. */
export interface DepartmentPayload extends CommonPayload {
  readonly DeptId?: Ids<number>;
  readonly deptId?: Ids<number>;
}

/** Contacts: the organisation itself. */
export interface OrganisationPayload extends CommonPayload {
  readonly corpid?: string;
  readonly corpName?: string;
  readonly corpLogoUrl?: string;
  readonly industry?: string;
  readonly isAuthenticated?: boolean;
  readonly authLevel?: number;
}

/** Contacts: external ones. */
export interface ExternalContactPayload extends CommonPayload {
  readonly userId?: string;
  readonly name?: string;
  readonly mobile?: string;
  readonly stateCode?: string;
  readonly companyName?: string;
  readonly followerUserId?: string;
  readonly labelIds?: readonly number[];
  readonly shareUserIds?: readonly string[];
  readonly shareDeptIds?: readonly number[];
}

/** Contacts: ids were transferred. */
export interface ContactIdJobPayload extends CommonPayload {
  readonly jobId?: string;
  readonly status?: string;
}

/** Roles (labels) and who has them. */
export interface RolePayload extends CommonPayload {
  readonly LabelIdList?: Ids<number>;
  readonly labelIdList?: Ids<number>;
  readonly UserIdList?: Ids;
  readonly userIdList?: Ids;
  readonly action?: Known<'add' | 'remove'>;
  readonly scope?: string;
  /** Each a text of JSON. */
  readonly PreLabelList?: readonly string[];
  readonly preLabelList?: readonly string[];
  readonly PostLabelList?: readonly string[];
  readonly postLabelList?: readonly string[];
}

/** Roles, for third-party apps. */
export interface OrgRolePayload extends CommonPayload {
  readonly roleId?: number | string;
  readonly roleName?: string;
  readonly groupId?: number;
  readonly groupName?: string;
}

/** Roles: for which departments somebody has one. */
export interface RoleScopePayload extends CommonPayload {
  readonly labelId?: number;
  readonly userId?: string;
  readonly preDeptIds?: readonly number[];
  readonly postDeptIds?: readonly number[];
}
