"""Addresses of one's own licences, of their use by others, and of the data footprint."""

from django.urls import path

from tongban.portal.licences import (
    authorising,
    correcting,
    directory,
    footprint,
    presenting,
    using,
    views,
)

urlpatterns = [
    path("licences/", views.my_licences, name="my_licences"),
    path("licences/<str:identifier>/", views.licence, name="licence"),
    path("licences/<str:identifier>/preview/", views.preview, name="licence_preview"),
    path("licences/<str:identifier>/file/", views.download, name="licence_file"),
    path("licences/<str:identifier>/uses/", views.uses, name="licence_uses"),
    path("licences/<str:identifier>/correction/", correcting.correction, name="correction"),
    path("licences/<str:identifier>/copy/", using.own_copy, name="own_copy"),
    path("licences/<str:identifier>/authorise/", authorising.authorise, name="authorise"),
    path("licences/<str:identifier>/present/", presenting.present, name="present"),
    path(
        "licences/<str:identifier>/present/<uuid:code_id>/", presenting.presented, name="presented"
    ),
    path("consents/", authorising.given, name="consents"),
    path("consents/received/", using.received, name="consents_received"),
    path("consents/<uuid:consent_id>/", authorising.consent, name="consent"),
    path("consents/<uuid:consent_id>/revoke/", authorising.revoke, name="consent_revoke"),
    path("consents/<uuid:consent_id>/file/", authorising.artefact, name="consent_file"),
    path("consents/<uuid:consent_id>/use/", using.use, name="consent_use"),
    path("redeem/", using.redeem, name="redeem"),
    path("uses/", using.made, name="uses_made"),
    path("uses/<uuid:use_id>/", using.used, name="use"),
    path("uses/<uuid:use_id>/file/", using.copy, name="use_file"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<slug:key>/", directory.entry, name="directory_entry"),
    path("footprint/", footprint.footprint, name="footprint"),
    path("footprint/<int:look_id>/objection/", footprint.object_to, name="object_to"),
    path("objections/", footprint.objections, name="objections"),
    path("objections/<uuid:objection_id>/", footprint.objection, name="objection"),
]
