"""Which facts a verdict rests on: the list agreed with everyone who fills in profiles, held against the constraints."""

from __future__ import annotations

import pytest

from assistant.eligibility.vocabulary import vocabulary
from corpus.library import load

LIBRARY = load()

# An age is read from a birth date, or from an age with its day; the three count together.
BORN = "birth_date age age_on"

# `a + b`: the facts of a group and those of the direction's own clauses.
GROUPS = {
    "exchange": """unit_region unit_type unit_name unit_legal_person unit_registered unit_integrity_ok pi_integrity_ok
        pi_is_civil_servant pi_other_exchange_countries pi_is_guide_expert needs_prior_approval prior_approval_done
        cn_units""",
    "joint": "papers_total_joint papers_domestic",
    "both": "both_sides_apply application_data_identical",
    "arab": """partner_country title_cn gov_doc_issuer gov_doc_sealed visitor_continuous_months event_sizes
        demonstrations plan_submitted cobuild_agreement applicant_is_signatory partner_type partner_registered_years
        partner_legal_person is_belt_road_lab is_ongoing_funded_lab duration_years""",
    "brics": """foreign_countries foreign_leads one_common_agreement cn_signed cn_sealed foreign_signed_or_sealed
        joint_application_done_before foreign_lead_applied_national_funding funded_units_all_in_joint_form
        registration_number screenshots duration_years""",
}

# check: (groups, own facts)
LISTS = {
    "exchange-submission": (
        "",
        "submitted_at recommended_at recommenders unit_region recommender_name unit_pledge_signed pi_pledge_signed",
    ),
    "exchange-1.1": (
        "exchange",
        """kr_units valid_kr_agreement pi_kr_grant_5y duration_years visits_out visits_in stay_days group_size
        both_sides_apply""",
    ),
    "exchange-1.2": (
        "exchange",
        f"""field team yearly_visits {BORN} nationality host_country host_legal_person both_sides_apply duration_years
        unit_certificate""",
    ),
    "exchange-1.3": (
        "exchange",
        f"""nationality degree degree_field title {BORN} unit_type healthy does_research_at_unit languages stay_weeks
        stay_start stay_end project_period documents researchers field host_type host_country""",
    ),
    "exchange-1.4": (
        "exchange",
        f"""nationality degree research_years does_research_at_unit {BORN} healthy languages both_sides_apply
        duration_years unit_certificate""",
    ),
    "exchange-1.5": (
        "exchange",
        """both_sides_apply same_english_title same_units same_applicants duration_years title_cn visits_out visits_in
        conf_cn conf_abroad intern_months""",
    ),
    "exchange-1.6": (
        "exchange",
        """participants nationality degree research_years does_research_at_unit languages both_sides_apply
        same_english_title same_units same_applicants duration_years unit_certificate""",
    ),
    "exchange-1.7": (
        "exchange",
        """both_sides_apply same_english_title same_units same_applicants duration_years title_cn visits_out visits_in
        conf_cn conf_abroad""",
    ),
    "joint-1.1": ("joint both", "visits_total event_sizes duration_years"),
    "joint-1.2": (
        "joint",
        """partner_country partner_region title_cn lab_established agreement_signed applicant_is_signatory
        projects_on_agreement gov_doc_issuer gov_doc_sealed is_basic_research patents_applied event_sizes
        young_trained_ages young_invited_ages plan_submitted project_agreement partner_type partner_registered_years
        partner_legal_person is_belt_road_lab is_ongoing_funded_lab duration_years""",
    ),
    "joint-1.3": (
        "joint both",
        "cn_has_enterprise foreign_lead_type trl has_timetable max_institution_request total_budget duration_years",
    ),
    "joint-1.4": ("joint arab", ""),
    "joint-1.5": ("joint arab", "also_applied_1_4"),
    "joint-1.6": ("joint both", "visits_out conf_abroad_sizes duration_years"),
    "joint-1.7": ("joint both", "visits_out visits_in duration_years"),
    "joint-1.8": (
        "joint both",
        """title_cn cobuild_agreement agreement_sealed_both applicant_is_signatory is_basic_research patents_applied
        event_sizes young_trained_ages plan_submitted partner_country partner_type partner_registered_years
        partner_legal_person duration_years""",
    ),
    "joint-1.9": ("joint both", "conf_cn conf_abroad visits_total duration_years"),
    "joint-2.0": ("joint both", "cn_has_enterprise foreign_has_enterprise aim has_transfer_plan duration_years"),
    "joint-2.1": (
        "joint both",
        """papers_total visits_total conf_cn invention_patents_cn_in_examination invention_patents_pct_via_russia
        transfer_contracts transfer_proof prototype_validated prototype_report duration_years""",
    ),
    "joint-2.2": ("joint brics", "cn_central_funding total_budget"),
    "joint-2.3": ("joint brics", ""),
    "joint-2.4": ("joint both", "visitor_cumulative_months event_sizes duration_years"),
    "joint-2.5": (
        "joint both",
        "cn_enterprises gov_funding matching_funds joint_invention_patents seminars duration_years",
    ),
    "joint-2.6": (
        "joint both",
        "applicant_type gov_funding joint_invention_patents visitor_cumulative_months seminars duration_years",
    ),
}


def _agreed(check: str) -> set[str]:
    groups, own = LISTS[check]
    return {fact for words in (own, *(GROUPS[name] for name in groups.split())) for fact in words.split()}


def _used(check: str) -> set[str]:
    return {fact for placed in LIBRARY.checks[check] for fact in placed.constraint.facts}


def test_every_direction_and_every_check_of_its_own_has_a_list() -> None:
    assert set(LISTS) == set(LIBRARY.checks)
    assert set(LIBRARY.directions) <= set(LISTS)


@pytest.mark.parametrize("check", LISTS)
def test_constraints_rest_on_the_agreed_facts_and_no_others(check: str) -> None:
    used, agreed = _used(check), _agreed(check)
    assert (sorted(used - agreed), sorted(agreed - used)) == ([], [])


def test_every_agreed_fact_is_in_the_vocabulary() -> None:
    assert {fact for check in LISTS for fact in _agreed(check)} <= set(vocabulary().facts)


def test_every_fact_of_the_vocabulary_is_asked_for_somewhere() -> None:
    assert set(vocabulary().facts) == {fact for check in LISTS for fact in _agreed(check)}
