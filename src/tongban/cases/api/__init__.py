"""Cases for integrators: one's own, and a department's for its own system."""

from ninja import Router

from tongban.cases.api.balances import router as balances
from tongban.cases.api.department import router as department
from tongban.cases.api.intake import router as intake
from tongban.cases.api.open_cases import router as open_cases
from tongban.cases.api.own import router as own
from tongban.cases.api.pushes import router as pushes
from tongban.cases.api.verification import router as verification

router = Router()
for _part in (own, open_cases, department, intake, pushes, balances, verification):
    router.add_router("", _part)

__all__ = ["router"]
