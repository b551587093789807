"""Additional assessment: what of a registration a person should look at before it is complete."""

from models import database
from models.entitlements import Company
from models.onboarding import Registration, ReviewCause, Rules


async def cause(registration: Registration, company: Company, rules: Rules) -> ReviewCause | None:
    """The first thing that the settings name as a reason to look closer; None for none."""
    if rules.assess_email_domain and not await _of_its_domain(registration, company):
        return ReviewCause.EMAIL_DOMAIN_DIFFERS
    contract = registration.contract
    if rules.assess_partner_branded and contract and contract.partner_branded:
        return ReviewCause.PARTNER_BRANDED_SERVICE
    if rules.assess_sites and await _sites(company) > rules.assess_sites:
        return ReviewCause.MANY_SITES
    return None


async def _of_its_domain(registration: Registration, company: Company) -> bool:
    """Whether the address is of the company or of one above it; one without a domain proves
    nothing."""
    above = await Company.filter(id__in=company.lineage)
    return registration.requester.email_domain in {node.domain for node in above if node.domain}


async def _sites(company: Company) -> int:
    """How many sites lie under a node: those with nothing below them, itself if it is one."""
    rows = await database.fetch(
        "SELECT COUNT(*) AS sites FROM company c WHERE (c.path = ? OR c.path LIKE ?)"
        " AND NOT EXISTS (SELECT 1 FROM company below WHERE below.parent_id = c.id)",
        company.path,
        f"{company.path}/%",
    )
    return int(rows[0]["sites"])
