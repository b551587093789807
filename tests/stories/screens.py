"""What the screens of the documents show: for each, a query of exactly that."""

from typing import Any

from models.accounts import SmartAccount
from resolvers import ids
from tests import steps

Shown = dict[str, Any]

PROFILE = """query { viewer { profile {
  companyName fullName email username phone missing } } }"""
MENU = """query { viewer { profile { kind } administeredAccounts { nodes { name } } } }"""
UPDATE = """mutation($input: UpdateProfileInput!) { updateProfile(input: $input) {
  __typename ... on Profile { companyName fullName email newEmail phone missing }
  ... on Problem { code message field } } }"""
LOOKUP = steps.LOOKUP
SEND = """mutation($input: RequestAccessInput!) { requestAccess(input: $input) {
  __typename
  ... on AccessRequest { id status deciders submittedAt key account { id name type } }
  ... on Problem { code message field } ... on ProfileIncomplete { missing }
  ... on AccountChoiceRequired { accounts { id name domainIdentifier type } }
  ... on DuplicatePending { request { id status } } } }"""
YOUR_REQUESTS = """query($filter: RequestFilter, $orderBy: RequestOrder) { viewer {
  requests(filter: $filter, orderBy: $orderBy) { totalCount nodes {
    __typename id key accessType submittedAt status deciders
    viewerCanRemind { allowed because } viewerCanWithdraw { allowed } } } } }"""
YOUR_REQUEST = """query($id: ID!) { node(id: $id) { __typename id ... on Request {
  key accessType status submittedAt deciders reminders remindedAt decisionReason actedAt
  actedBy { fullName } viewerCanRemind { allowed because } viewerCanWithdraw { allowed } } } }"""
REMIND = """mutation($id: ID!) { sendReminder(input: {request: $id}) {
  __typename ... on AccessRequest { status reminders remindedAt }
  ... on Problem { code } ... on ReminderTooSoon { availableAt } } }"""
CURRENT_ACCESS = """query { viewer { currentAccess { nodes {
  role account { id domainIdentifier name } virtualAccounts { name } } } } }"""
ACCOUNT = """query($id: ID!) { smartAccount(id: $id) { name domainIdentifier status
  virtualAccounts { nodes { name } } viewerCanView { allowed } } }"""
TO_DECIDE = """query($id: ID!) { accessRequest(id: $id) {
  status submittedAt reason
  account { domainIdentifier name type }
  profile { username fullName email companyName phone }
  currentRoles { role virtualAccounts { name } }
  viewerCanDecide { allowed because } } }"""
REQUESTS_TAB = """query($id: ID!, $filter: AccessRequestFilter) { smartAccount(id: $id) {
  accessRequests(filter: $filter) { totalCount nodes {
    id status submittedAt profile { fullName username } actedBy { fullName }
    viewerCanDecide { allowed } } } } }"""
APPROVE = """mutation($input: ApproveAccessRequestInput!) { approveAccessRequest(input: $input) {
  __typename
  ... on AccessRequest { status actedAt actedBy { fullName }
    grantedRoles { description } currentRoles { role virtualAccounts { name } } }
  ... on Problem { code message field }
  ... on AlreadyActedUpon { outcome actedAt actedBy { fullName } } } }"""
DECLINE = """mutation($input: DeclineAccessRequestInput!) { declineAccessRequest(input: $input) {
  __typename
  ... on AccessRequest { status actedAt decisionReason currentRoles { role } }
  ... on Problem { code message field }
  ... on AlreadyActedUpon { outcome actedAt actedBy { fullName } } } }"""
REGISTER = """mutation($input: RegisterInput!) { register(input: $input) {
  __typename ... on User { username } ... on Problem { code message } } }"""
EMPLOYEES = """query($id: ID!) { smartAccount(id: $id) { employeeAccess { nodes {
  id role user { username } account { name domainIdentifier } viewerCanRevoke { allowed } } } } }"""
REVOKE = """mutation($id: ID!) { revokeRole(input: {roleAssignment: $id}) {
  __typename ... on RoleAssignment { endReason endedBy { fullName } } ... on Problem { code } } }"""
APPLY = """mutation($input: ApplyForAccountInput!) { applyForAccount(input: $input) {
  __typename ... on AccountApplication { stage } ... on Problem { code }
  ... on DomainTaken { account { name domainIdentifier type } } } }"""


def id_of(account: SmartAccount) -> str:
    """An account's global id, as its page's address has it."""
    return ids.of(account)
