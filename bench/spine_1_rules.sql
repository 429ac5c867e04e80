-- The rules of bench/packs/reference on 2025-07-31 in SQL, as good as it can be said: one pass over the persons, one
-- hash aggregate by household, one join back. Birthdays are days since 1970, bounds the last birthdays of an age.
create table persons as select * from read_csv('FOLDER/persons.csv', header = false, columns = {
  person: 'integer', household: 'integer', birthday: 'integer', disability_kind: 'utinyint', disability_grade: 'utinyint',
  self_care: 'utinyint', at_school: 'boolean', seriously_ill: 'boolean', in_institution: 'boolean', wage: 'integer',
  business_income: 'integer', property_income: 'integer', pension: 'integer', alimony: 'integer'});
create table households as select * from read_csv('FOLDER/households.csv', header = false, columns = {
  household: 'integer', county: 'utinyint', register_kind: 'utinyint', financial_assets: 'integer', vehicle_value: 'integer',
  dwellings: 'utinyint', dwelling_area: 'integer', owns_enterprise: 'boolean', medical_costs: 'integer',
  without_obligor: 'boolean'});
create table counties as select * from read_csv('FOLDER/counties.csv', header = false, columns = {
  county: 'utinyint', town: 'integer', country: 'integer', area_limit: 'integer'});
create macro born(years) as date_diff('day', date '1970-01-01', date '2025-07-31' - to_years(years));
-- ----
create or replace table person_facts as
select person, p.household, birthday, not in_institution as lives, disability_kind <> 0 as disabled, disability_grade,
  disability_grade in (1, 2) as grave,
  disability_grade in (1, 2) or (disability_grade = 3 and disability_kind in (5, 6)) as severe,
  birthday > born(16) as young, birthday <= born(60) as old, self_care,
  case when at_school then 0 else wage - least(wage // 5, 60000) end + business_income + property_income + alimony
    + greatest(pension - case when birthday <= born(60) then 24000 else 0 end, 0) as income,
  case when register_kind = 1 then town else country end as standard,
  case when disability_grade in (1, 2) then 30 when birthday > born(16) or seriously_ill then 20
    when birthday <= born(70) then 10 else 0 end as rate
from persons p join households h using (household) join counties c using (county);
create or replace table household_answers as
with sums as (
  select household, any_value(standard) as standard, count(*) filter (lives)::integer as heads,
    coalesce(sum(income) filter (lives), 0)::integer as income, coalesce(bool_or(lives and severe), false) as severe,
    bool_and(not lives or old or young or grave) as all_unable,
    coalesce(sum((standard * rate + 50) // 100) filter (lives), 0)::integer as bonus,
    coalesce(sum(case self_care when 0 then 26900 when 1 then 80700 else 161400 end) filter (lives), 0)::integer as care
  from person_facts group by household),
tested as (
  select h.household, standard, heads, bonus, care, standard * heads as all_heads,
    greatest(income - least(greatest(medical_costs - 30000, 0), 200000), 0) as income,
    heads >= 1 and financial_assets <= standard * heads * 24 and vehicle_value <= case when severe then 8000000 else 0 end
      and (dwellings <= 1 or dwelling_area <= area_limit * heads) and not owns_enterprise as fits,
    heads = 1 and without_obligor and all_unable and financial_assets <= standard * 12 and not owns_enterprise as alone
  from sums join households h using (household) join counties using (county))
select household, standard,
  case when alone and income < standard then (standard * 130 + 50) // 100 + care else 0 end as destitute,
  case when fits and income < all_heads and not (alone and income < standard)
    then greatest((all_heads - income + 99) // 100 * 100, 5000) + bonus else 0 end as minimum_living,
  fits and income >= all_heads and 2 * income < 3 * all_heads as marginal
from tested;
create or replace table person_answers as
select person,
  case when marginal and severe and lives then standard else 0 end as single,
  case when not lives or birthday > born(80) then 0 when birthday > born(90) then 10000 when birthday > born(95) then 30000
    when birthday > born(100) then 50000 else 80000 end as elder,
  case when (minimum_living > 0 or marginal) and disabled and lives then (standard * 30 + 50) // 100 else 0 end as living,
  case when not severe then 0 when disability_grade = 1 then 30000 when disability_grade = 2 then 15000
    when disability_grade = 3 then 7500 else 0 end as nursing
from (select p.*, destitute, minimum_living, marginal from person_facts p join household_answers using (household));
-- ----
select 'destitute', count(*) filter (destitute > 0), sum(destitute) from household_answers
union all select 'minimum_living', count(*) filter (minimum_living > 0), sum(minimum_living) from household_answers
union all select 'marginal', count(*) filter (marginal), 0 from household_answers
union all select 'minimum_living_single', count(*) filter (single > 0), sum(single) from person_answers
union all select 'elder_allowance', count(*) filter (elder > 0), sum(elder) from person_answers
union all select 'disability_living', count(*) filter (living > 0), sum(living) from person_answers
union all select 'disability_nursing', count(*) filter (nursing > 0), sum(nursing) from person_answers
