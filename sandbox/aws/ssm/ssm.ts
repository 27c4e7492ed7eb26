import type { ServiceHooks } from '../service.ts';
import { AwsService } from '../service.ts';
import { deleteParameter, deleteParameters } from './delete-parameters.ts';
import { getParameter, getParameters } from './get-parameters.ts';
import { getParameterHistory } from './history.ts';
import { labelParameterVersion, unlabelParameterVersion } from './labels.ts';
import { describeParameters, getParametersByPath } from './list-parameters.ts';
import type { ParameterChange, SsmState } from './parameter.ts';
import { putParameter } from './put-parameter.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.ts';

const OPERATIONS = {
  PutParameter: putParameter,
  GetParameter: getParameter,
  GetParameters: getParameters,
  GetParametersByPath: getParametersByPath,
  GetParameterHistory: getParameterHistory,
  DescribeParameters: describeParameters,
  DeleteParameter: deleteParameter,
  DeleteParameters: deleteParameters,
  LabelParameterVersion: labelParameterVersion,
  UnlabelParameterVersion: unlabelParameterVersion,
  AddTagsToResource: addTagsToResource,
  RemoveTagsFromResource: removeTagsFromResource,
  ListTagsForResource: listTagsForResource,
};

/** `call('GetParameters', { Names: [...] })` and so on. */
export type Ssm = AwsService<SsmState, typeof OPERATIONS>;

export interface SsmOptions extends ServiceHooks {
  /** Default 123456789012. */
  readonly account?: string;
  /** Default ap-northeast-2. */
  readonly region?: string;
  /** Receives what SSM announces on the default event bus. May be set later as `ssm.state.changed`. */
  readonly changed?: (change: ParameterChange) => void;
}

/** An empty Parameter Store of one account and region. */
export function createSsm(options: SsmOptions): Ssm {
  const { account = '123456789012', region = 'ap-northeast-2', changed, ...hooks } = options;
  const state: SsmState = { account, region, parameters: new Map(), now: () => options.now(), changed };
  return new AwsService(OPERATIONS, state, { ...hooks, now: state.now });
}
