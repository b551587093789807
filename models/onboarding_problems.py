"""Refusals about onboarding to the service portal."""

from datetime import datetime
from typing import TYPE_CHECKING

from models.error_codes import ErrorCode
from models.problems import Problem

if TYPE_CHECKING:
    from models.onboarding import Registration
    from models.users import User


class NoEntitledContract(Problem):
    """The profile has no smart-entitled contract that is in force."""

    code = ErrorCode.NO_ENTITLED_CONTRACT
    message = "Your profile has no smart-entitled contract."


class PublicEmailDomain(Problem):
    """A business address of a company is needed, not one of a public mail provider."""

    code = ErrorCode.PUBLIC_EMAIL_DOMAIN
    message = "Use your business e-mail address."


class PartnerNotEligible(Problem):
    """A partner cannot administer its customer's access."""

    code = ErrorCode.PARTNER_NOT_ELIGIBLE
    message = "A partner cannot register for a customer."


class AlreadyRegistered(Problem):
    """The user has a registration that has not ended: `registration`."""

    code = ErrorCode.ALREADY_REGISTERED
    message = "You have a registration already."

    def __init__(self, registration: "Registration") -> None:
        super().__init__()
        self.registration = registration


class ContractNotOnProfile(Problem):
    """The contract is not on the user's profile, or does not exist: both read the same."""

    code = ErrorCode.CONTRACT_NOT_ON_PROFILE
    message = "This contract is not on your profile."


class ContractNotEntitled(Problem):
    """The contract is not smart-entitled, or not in force."""

    code = ErrorCode.CONTRACT_NOT_ENTITLED
    message = "This contract does not entitle to the portal."


class SerialNotCovered(Problem):
    """The contract covers no such device; unknown ones and those of others read the same."""

    code = ErrorCode.SERIAL_NOT_COVERED
    message = "This serial number is not covered by the contract."


class CompanyNotOffered(Problem):
    """The company is none of those that the verified contract leads to."""

    code = ErrorCode.COMPANY_NOT_OFFERED
    message = "This company was not offered."


class AgreementPending(Problem):
    """The administrator's terms have not been accepted yet."""

    code = ErrorCode.AGREEMENT_PENDING
    message = "Accept the administrator's terms first."


class NotAssociated(Problem):
    """The user must be associated with the company before a role can be assigned."""

    code = ErrorCode.NOT_ASSOCIATED
    message = "Associate this user with the company first."


class WrongStage(Problem):
    """The registration is not where this step is possible: `registration`."""

    code = ErrorCode.WRONG_STAGE
    message = "This step is not possible at this stage."

    def __init__(self, registration: "Registration") -> None:
        super().__init__()
        self.registration = registration


class ReviewClaimed(Problem):
    """Another agent has claimed the review for a while: who, and until when."""

    code = ErrorCode.REVIEW_CLAIMED
    message = "Another agent has claimed this review. Claim it over them if you must."

    def __init__(self, claimed_by: "User | None", claimed_until: datetime | None) -> None:
        super().__init__()
        self.claimed_by = claimed_by
        self.claimed_until = claimed_until
