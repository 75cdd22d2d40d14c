from openvbc.api import Case as Case
from openvbc.api import Contract as Contract
from openvbc.api import Counting as Counting
from openvbc.api import Distributed as Distributed
from openvbc.api import OpenVBCError as OpenVBCError
from openvbc.api import Result as Result
from openvbc.api import Scorecard as Scorecard
from openvbc.api import Settled as Settled
from openvbc.api import Settlement as Settlement
from openvbc.api import Status as Status
from openvbc.api import accept_evidence as accept_evidence
from openvbc.api import bridge as bridge
from openvbc.api import check_contract as check_contract
from openvbc.api import checklists as checklists
from openvbc.api import compare as compare
from openvbc.api import contract_schema as contract_schema
from openvbc.api import contract_worksheets as contract_worksheets
from openvbc.api import count_measures as count_measures
from openvbc.api import demonstrate as demonstrate
from openvbc.api import distribute as distribute
from openvbc.api import explain as explain
from openvbc.api import explain_published as explain_published
from openvbc.api import given_figures as given_figures
from openvbc.api import inputs_form as inputs_form
from openvbc.api import list_parameters as list_parameters
from openvbc.api import load_claims as load_claims
from openvbc.api import load_contract as load_contract
from openvbc.api import make_region as make_region
from openvbc.api import payer_mapping as payer_mapping
from openvbc.api import probability as probability
from openvbc.api import read_project as read_project
from openvbc.api import reconcile_attribution as reconcile_attribution
from openvbc.api import replay as replay
from openvbc.api import report_utilization as report_utilization
from openvbc.api import scorecard as scorecard
from openvbc.api import sensitivity as sensitivity
from openvbc.api import settle as settle
from openvbc.api import settle_case as settle_case
from openvbc.api import settle_claims as settle_claims
from openvbc.api import settle_inputs as settle_inputs
from openvbc.api import starter_contract as starter_contract
from openvbc.api import write_factors as write_factors

__version__: str

__all__: list[str]
