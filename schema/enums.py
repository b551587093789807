"""The closed sets, each value described."""

from models import account_problems as account_problems
from models import onboarding_problems as onboarding_problems
from models.accounts import AccountStatus, AccountType
from models.cases import RequestStatus
from models.error_codes import ErrorCode
from models.mail import EmailKind, EmailStatus
from models.notices import NoticeKind
from models.problems import Problem
from models.requests import EndCause, EscalationCause
from models.roles import EndReason, Role
from models.users import Staff, UserKind
from resolvers.requests import AccessRequestSort
from schema.fields import described, first_paragraph

described(
    AccountType,
    "Whose account it is.",
    CUSTOMER="A company's own account.",
    HOLDING="A partner's holding account.",
)
described(
    AccountStatus,
    "Whether an account can be entered.",
    PENDING="Not set up yet; takes no requests.",
    ACTIVE="Open to requests.",
    INACTIVE="Closed by an operator.",
)
described(
    UserKind,
    "How a user relates to the deploying company.",
    CUSTOMER="A customer's person.",
    PARTNER="A partner's person.",
    INTERNAL="The deploying company's own.",
)
described(
    Staff,
    "What a user may do for the deploying company.",
    SUPPORT_AGENT="Answers what only a person can.",
    OPERATOR="Runs the deployment.",
)
described(
    Role,
    "What a user is in an account.",
    SMART_ACCOUNT_ADMIN="Does everything in the account, and decides requests.",
    SMART_ACCOUNT_APPROVER="Edits properties and accepts agreements; of the account's own domain.",
    SMART_ACCOUNT_USER="Uses the whole account.",
    SMART_ACCOUNT_VIEWER="Sees the account, its users and its log.",
    VIRTUAL_ACCOUNT_ADMIN="Administers chosen virtual accounts and those below them.",
    VIRTUAL_ACCOUNT_USER="Uses chosen virtual accounts.",
    VIRTUAL_ACCOUNT_VIEWER="Sees chosen virtual accounts.",
)
described(
    EscalationCause,
    "Why the operators were told of a request.",
    NO_ANSWER="The account's administrators did not answer in time.",
    NO_ADMINISTRATOR="The account has no administrator who can act.",
)
described(
    EndReason,
    "Why a role ended.",
    REVOKED="Taken away by a person.",
    REPLACED="Another role took its place.",
    EXPIRED="Its time was over.",
    LEFT_EMPLOYER="The employer revoked it.",
    EMAIL_DOMAIN_CHANGED="The user's address moved to another domain.",
    USER_DEACTIVATED="The user's sign-in was closed.",
)
described(
    RequestStatus,
    "Where a request stands. It leaves PENDING once and never returns.",
    PENDING="Waits for an administrator.",
    APPROVED="An administrator gave a role.",
    DECLINED="An administrator declined.",
    CANCELLED="Withdrawn, or its account or requester was deactivated.",
    EXPIRED="Nobody answered in the account's time.",
)
described(
    EndCause,
    "Why a request was cancelled.",
    WITHDRAWN="The requester took it back.",
    ACCOUNT_DEACTIVATED="The account was deactivated.",
    USER_DEACTIVATED="The requester was deactivated.",
    NOT_ANSWERED="Nobody decided in time.",
)
described(
    AccessRequestSort,
    "What requests are sorted by.",
    LAST_ACTIVITY="The last thing that happened to it: sent, reminded, acted upon.",
    SUBMITTED_AT="When it was sent.",
    STATUS="Its state, by name.",
    REQUESTER_NAME="The requester's full name.",
)
described(
    NoticeKind,
    "What happened.",
    REQUEST_SUBMITTED="Somebody asked for access.",
    REQUEST_REMINDED="The requester reminded.",
    REQUEST_ACTED_UPON="An administrator approved or declined: nothing "
    "more is needed from the others.",
    REQUEST_WITHDRAWN="The requester took it back, or it was cancelled.",
    REQUEST_EXPIRED="Nobody answered in time.",
    ROLE_GRANTED="A role was given without a request.",
    ROLE_CHANGED="A role is another one.",
    ROLE_REVOKED="A role was taken away.",
    ACCOUNT_CHANGED="The account was changed or closed.",
    ACCOUNT_NEARBY="Somebody asks for an account below this one's domain.",
    REQUEST_ESCALATED="Nobody answered, and the operators were told.",
    REQUEST_CHANGED="A request went on to its next stage.",
    ADMINISTRATOR_APPOINTED="Somebody administers a company's portal access now.",
    ADMINISTRATOR_CHANGED="An administrator accepted the terms, or is none any more.",
    PORTAL_ACCESS_CHANGED="Somebody was associated with a company, or has another portal role.",
    SUPPORT_ACCESS_CHANGED="Somebody was given support access without a request, or lost it.",
)
described(
    EmailStatus,
    "How far a mail has come.",
    QUEUED="Waits to be sent.",
    HELD="Waits for the end of the hour: too many went to this address.",
    DIGESTED="Went out as part of a digest.",
    SENT="Was handed to the mail server.",
    FAILED="Was given up; the cause is kept.",
    CANCELLED="Was no longer needed before it was sent.",
)
described(
    EmailKind,
    "What a mail tells.",
    VERIFY_ADDRESS="The link that proves an address.",
    ACCESS_REQUESTED="Somebody asks to enter.",
    ACCESS_REMINDER="Somebody still waits.",
    ACCESS_ESCALATED="Nobody answers.",
    ACCESS_APPROVED="A request was approved.",
    ACCESS_DECLINED="A request was declined.",
    ACCESS_WITHDRAWN="A request was taken back.",
    ACCESS_CANCELLED="A request was cancelled.",
    ACCESS_EXPIRED="A request expired.",
    ROLE_GRANTED="A role was given.",
    ROLE_CHANGED="A role was changed.",
    ROLE_REVOKED="A role was taken away.",
    LEAVER_REVOKED="The roles of a leaver ended.",
    APPLICATION_UNDER_REVIEW="A new account waits for a review of its domain.",
    APPLICATION_AUTHORIZE="Somebody asks you to authorise a new account.",
    APPLICATION_SET_UP="A new account can be set up.",
    APPLICATION_ACTIVE="A new account is active.",
    APPLICATION_DECLINED="A new account was declined.",
    APPLICATION_CANCELLED="The application for an account was cancelled.",
    APPLICATION_NEARBY="Somebody asks for an account below your domain.",
    SUPPORT_SUBMITTED="Somebody asks for support access.",
    SUPPORT_REMINDER="Somebody still waits for support access.",
    SUPPORT_APPROVED="Support access was granted.",
    SUPPORT_DENIED="Support access was denied.",
    SUPPORT_CANCELLED="A request for support access was cancelled.",
    SUPPORT_REVOKED="Support access was taken away.",
    ONBOARDING_FORWARDED="Somebody registers for the portal and waits for you.",
    ONBOARDING_REMINDER="Somebody still waits for portal access.",
    ONBOARDING_APPROVED="The administrator granted portal access.",
    ONBOARDING_DENIED="The administrator denied portal access.",
    ONBOARDING_VERIFY="The link that proves the address for onboarding.",
    ONBOARDING_WELCOME="The registration is complete.",
    ONBOARDING_ADMINISTRATOR_GRANTED="The role of customer administrator was granted.",
    ONBOARDING_TERMS="The administrator's terms are to be accepted.",
    ONBOARDING_UNDER_REVIEW="An agent looks at the registration.",
    ONBOARDING_REVIEW_WAITING="A registration waits for an agent.",
    ONBOARDING_INFORMATION_NEEDED="An agent asks for information.",
    ONBOARDING_INFORMATION_GIVEN="The user answered the agent.",
    ONBOARDING_OVERDUE="A review was not finished in its time.",
    ONBOARDING_REJECTED="The registration was rejected.",
    ONBOARDING_READY="The portal is ready.",
    ADMINISTRATOR_NOMINATED="Somebody was nominated as a company's administrator.",
    ADMINISTRATOR_APPOINTED="Somebody administers the organisation's portal access now.",
    ADMINISTRATOR_ENDED="You no longer administer a company's portal access.",
    PORTAL_ROLE_CHANGED="A portal role was assigned.",
    ROLE_ENDING="A role ends soon.",
    DIGEST="What was beyond so many mails an hour, as one.",
)

PROBLEMS = {kind.code: kind for kind in Problem.__subclasses__()}
described(
    ErrorCode,
    "Why something was refused. Stable: pages and programs may decide by it.",
    **{code.name: first_paragraph(PROBLEMS[code]) or "" for code in ErrorCode},
)
