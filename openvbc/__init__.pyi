from openvbc.api import contract_worksheets as contract_worksheets
from openvbc.api import given_figures as given_figures
from openvbc.api import load_contract as load_contract
from openvbc.api import settle_case as settle_case
from openvbc.api import settle_claims as settle_claims
from openvbc.api import settle_inputs as settle_inputs
from openvbc.contract.model import Contract as Contract
from openvbc.errors import OpenVBCError as OpenVBCError
from openvbc.reports.excel import write_excel as write_excel
from openvbc.reports.html import write_html as write_html
from openvbc.settlement.compare import compare as compare
from openvbc.settlement.settle import Case as Case
from openvbc.settlement.settle import Settlement as Settlement
from openvbc.settlement.settle import Status as Status
from openvbc.worksheet.explain import Explanation as Explanation
from openvbc.worksheet.explain import explain as explain

__version__: str

__all__: list[str]
